import fc from "fast-check";
import { z } from "zod";
import { contract } from "#shared/ipc/contract.ts";
import { startBackEnd } from "../../fixtures/back-end.ts";
import { accepted, refused } from "../border.ts";
import { startFuzzedCore } from "../core.ts";
import { fuzzer } from "../run.ts";
import { valuesLike, valuesOf } from "../values.ts";

const sound = Object.entries(contract).flatMap(([area, entries]) =>
  Object.entries(entries).flatMap(([name, entry]) =>
    entry.kind === "call"
      ? [fc.record({ area: fc.constant(area), name: fc.constant(name), args: valuesOf(entry.args) })]
      : [],
  ),
);

const circle: Record<string, unknown> = {};
circle["circle"] = circle;
/** Values that Electron's IPC can carry beyond JSON (structured clone). */
const cloned = fc.constantFrom<unknown>(
  undefined,
  Number.NaN,
  10n,
  circle,
  new Map([["a", 1]]),
  new Date(Number.NaN),
  new Uint8Array(9),
  /x/,
  new Error("x"),
);
const message = fc.oneof(
  { weight: 20, arbitrary: valuesLike(fc.oneof(...sound)) },
  { weight: 1, arbitrary: cloned },
  { weight: 1, arbitrary: fc.tuple(fc.oneof(...sound), cloned).map(([call, args]) => ({ ...call, args })) },
);

const sessionSchema = z.object({ ok: z.literal(true), value: z.object({ kind: z.string() }) });

/**
 * Calls of a page, over Electron's IPC or a socket, to a core with an operator. It must return a
 * value or an error of the catalogue.
 */
export const fuzz = fuzzer({
  arbitrary: fc.record({ account: fc.constantFrom("officer", "admin", "approver"), message }),
  async open() {
    const backEnd = await startBackEnd(20);
    const core = startFuzzedCore(backEnd.url);
    return {
      async send({ account, message }) {
        const session = sessionSchema.safeParse(await core.call("session", "state", null)).data;
        if (session?.value.kind !== "active") await core.call("session", "logIn", { account, password: "sandbox" });
        const result = await core.send(message);
        const defect = core.defect();
        if (defect !== null) throw new Error(defect);
        return result.ok ? accepted : refused(result.error.code);
      },
      async close() {
        await core.stop();
        await backEnd[Symbol.asyncDispose]();
      },
    };
  },
});
