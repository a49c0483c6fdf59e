import { createParser } from "eventsource-parser";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { idmEventSchema, type IdmEvent } from "#shared/idm/event.ts";
import { idmApi } from "#shared/idm/api.ts";
import { logIn, type ApiClient } from "../../../test/fixtures/sandbox.ts";
import {
  bench,
  card,
  deactivateUser,
  decide,
  enable,
  lock,
  next,
  reactivate,
  read,
  request,
  runProcess,
  start,
  user,
} from "./sandbox.ts";

const at = bench();
afterEach(() => at().sandbox.reset());

/** Follows the events of one operator; `seen` waits for a number of events. */
async function follow(client: ApiClient) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const response = await fetch(`${at().sandbox.url}/v1/events`, {
    headers: { Authorization: `Bearer ${client.token}` },
    signal: stop.signal,
  });
  const events: IdmEvent[] = [];
  const waiting = new Set<() => void>();
  const parser = createParser({
    onEvent: ({ data }) => {
      events.push(idmEventSchema.parse(JSON.parse(data)));
      for (const look of waiting) look();
    },
  });
  const decoder = new TextDecoder();
  const ended = (async () => {
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }));
  })();
  return {
    response,
    events,
    ended: ended.catch(() => undefined),
    seen: (count: number) =>
      new Promise<IdmEvent[]>((resolve) => {
        const look = (): void => {
          if (events.length >= count) resolve(events);
        };
        waiting.add(look);
        look();
      }),
  };
}

test("a process sends events after the commit: for the card, its changed certificates and its holder", async () => {
  const { manager, helpdesk, admin } = at();
  await enable(admin, [reactivate]);
  const stream = await follow(helpdesk);
  expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
  await runProcess(manager, reactivate, "VSC-000002");
  const { version, certificates, related } = await read(manager, "VSC-000002");
  const serials = certificates.slice(0, 2).map(({ serial }) => serial);
  expect(await stream.seen(4)).toEqual([
    { kind: "objectChanged", ref: card("VSC-000002"), version },
    ...serials.map((id) => ({ kind: "objectChanged", ref: { type: "certificate", id }, version: 2 })),
    { kind: "objectChanged", ref: related[0]?.ref, version: 2 },
  ]);
});

test("the event of a saved core template goes to every operator, that of an object only to those who may see it", async () => {
  const { manager, officer, admin } = at();
  const administrator = await follow(admin);
  const operator = await follow(officer);
  await runProcess(manager, lock, "VSC-000001");
  await enable(admin, [reactivate]);
  const saved = { kind: "configurationChanged", coreTemplate: "virtualSmartCard" };
  expect(await administrator.seen(1)).toEqual([saved]);
  expect((await operator.seen(6)).at(-1)).toEqual(saved);
});

test("task events go to those who may decide, objectChanged events of a waiting object to all who may see it", async () => {
  const { helpdesk, approver } = at();
  const [asking, deciding] = [await follow(helpdesk), await follow(approver)];
  const task = await request(helpdesk, deactivateUser, "USR-000001");
  const waits = { kind: "objectChanged", ref: user("USR-000001"), version: 1 };
  await decide(approver, task, "postpone");
  await decide(approver, task, "reject", "No.");
  expect(await deciding.seen(5)).toEqual([
    { kind: "taskOpened", task },
    waits,
    { kind: "taskOpened", task },
    { kind: "taskClosed", task },
    waits,
  ]);
  expect(await asking.seen(2)).toEqual([waits, waits]);
});

test("a Next that fails or is repeated sends no event", async () => {
  const { manager, officer, sandbox } = at();
  const stream = await follow(officer);
  const form = await start(manager, lock, "VSC-000001");
  await sandbox.fault("POST", "/v1/process-instances/*/next", { caDown: true });
  await next(manager, form);
  await next(manager, form, { "Idempotency-Key": "once" });
  await next(manager, form, { "Idempotency-Key": "once" });
  await next(manager, form);
  await enable(at().admin, [reactivate]);
  expect((await stream.seen(6)).map(({ kind }) => kind)).toEqual([
    ...Array.from({ length: 5 }, () => "objectChanged"),
    "configurationChanged",
  ]);
});

test("the event stream ends with its session", async () => {
  const { sandbox, admin } = at();
  const leaving = await logIn(sandbox.url, "officer");
  const stream = await follow(leaving);
  await leaving.send(idmApi.logOut);
  await enable(admin, [reactivate]);
  await stream.ended;
  expect(stream.events).toEqual([]);
});
