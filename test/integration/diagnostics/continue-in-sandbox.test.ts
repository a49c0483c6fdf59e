import { expect, test } from "vitest";
import { ok } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import { recordingSchema } from "#shared/ipc/recording.ts";
import { sandboxSetup, setUpSandbox } from "../../../electron/core/replay/sandbox.ts";
import { logIn, startSandbox, type ApiClient } from "../../fixtures/sandbox.ts";

const window = "0123456789abcdef";
const trace = "0123456789abcdef0123456789abcdef";
const ofUser = { type: "user", id: "USR-000001" };

async function request(client: ApiClient, process: string, reason: string): Promise<void> {
  const { version } = await client.ask(idmApi.object, { params: ofUser });
  const body = { process, object: ofUser, expectedVersion: version };
  const { id } = await client.ask(idmApi.startProcess, { body });
  await client.ask(idmApi.nextStep, { params: { id }, body: { values: { reason } } });
}

test("a request that could be approved in the recording can be approved in the sandbox too", async () => {
  await using sandbox = await startSandbox();
  const [officer, approver] = await Promise.all([logIn(sandbox.url, "officer"), logIn(sandbox.url, "approver")]);
  await request(officer, "UsersProcDeactivate", "longAbsence");
  await request(officer, "UsersProcLock", "misuse");
  const tasks = await approver.ask(idmApi.tasks);
  expect(tasks.map(({ obstacles }) => obstacles)).toEqual([[], []]);
  const recording = recordingSchema.parse({
    format: 1,
    startedAt: new Date().toISOString(),
    states: {},
    routes: {},
    items: [
      { kind: "call", at: 0, window, trace, id: 1, place: "tasks.list", args: null },
      { kind: "answer", at: 1, id: 1, result: ok(tasks) },
      { kind: "event", at: 2, place: "test.read", payload: await officer.ask(idmApi.object, { params: ofUser }) },
    ],
  });

  expect(await setUpSandbox(sandbox.url, sandboxSetup(recording, 3, new Date()))).toEqual(ok(null));
  const again = await logIn(sandbox.url, "approver");
  const [task, other] = await again.ask(idmApi.tasks);
  expect([task?.obstacles, other?.obstacles]).toEqual([[], []]);
  await again.ask(idmApi.decideTask, { params: { id: task?.id ?? "" }, body: { decision: "approve" } });
  expect((await again.ask(idmApi.object, { params: ofUser })).state).toBe("inactive");
});
