import { setImmediate as nextRound } from "node:timers/promises";
import { expect, test } from "vitest";
import { ok } from "#shared/errors.ts";
import type { Connection } from "#shared/ipc/app.ts";
import { emitter, serve } from "#shared/ipc/serve.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { afterAnswers } from "./after-answers.ts";

test("an answer with the old state reaches the page before the event about the new one", async () => {
  const received: unknown[] = [];
  const fault = (place: string): void => void received.push(place);
  const emit = emitter(
    afterAnswers(({ payload }) => received.push(payload)),
    fault,
  );
  const before: Connection = { kind: "connecting" };
  const after: Connection = { kind: "online", product: "Sandbox" };
  const app = {
    async connection() {
      queueMicrotask(() => emit("app", "connectionChanged", after));
      return ok(before);
    },
  };
  const handlers: Handlers = Object.assign(JSON.parse("{}"), { app });
  const answer = serve(handlers, fault);
  void answer({ area: "app", name: "connection", args: null }).then((result) => received.push(result));
  await nextRound();
  await nextRound();
  expect(received).toEqual([ok(before), after]);
});
