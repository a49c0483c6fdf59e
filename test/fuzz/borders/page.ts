import fc from "fast-check";
import { resultSchema } from "#shared/errors.ts";
import { createClient } from "#shared/ipc/client.ts";
import { contract } from "#shared/ipc/contract.ts";
import { accepted, inProcess, refused, type Verdict } from "../border.ts";
import { fuzzer } from "../run.ts";
import { valuesLike, valuesOf } from "../values.ts";

type Input =
  | { readonly kind: "answer"; readonly answer: unknown }
  | { readonly kind: "event"; readonly message: unknown };

const view = contract.objects.open;
const events = Object.entries(contract).flatMap(([area, entries]) =>
  Object.entries(entries).flatMap(([name, entry]) =>
    entry.kind === "event"
      ? [fc.record({ area: fc.constant(area), name: fc.constant(name), payload: valuesLike(valuesOf(entry.payload)) })]
      : [],
  ),
);

/**
 * Answers and events of a core, read by the page, which must return a value or an error, or drop
 * the event and report it.
 */
export const fuzz = fuzzer<Input>({
  arbitrary: fc.oneof(
    fc.record({ kind: fc.constant("answer"), answer: valuesLike(valuesOf(resultSchema(view.result))) }),
    fc.record({ kind: fc.constant("event"), message: valuesLike(fc.oneof(...events)) }),
  ),
  open: async () =>
    inProcess(async (input): Promise<Verdict> => {
      let tell: ((message: unknown) => void) | null = null;
      let dropped: unknown = null;
      const client = createClient({
        async call(message) {
          if (message.area === "app") dropped = message.args;
          return input.kind === "answer" ? input.answer : null;
        },
        listen(listener) {
          tell = listener;
          return () => undefined;
        },
      });
      if (input.kind === "answer") {
        const result = await client.objects.open({ type: "user", id: "1" });
        return result.ok ? accepted : refused(result.error.code);
      }
      sayTo(tell, input.message);
      return dropped === null ? accepted : refused("dropped");
    }),
});

/**
 * Takes the listener as a parameter, because the compiler does not see that the client assigns it.
 */
function sayTo(listener: ((message: unknown) => void) | null, message: unknown): void {
  if (listener === null) throw new Error("The client does not listen.");
  listener(message);
}
