import { randomUUIDv7 } from "node:crypto";
import { z } from "zod";
import { seenSchema } from "#shared/domain/journal.ts";
import { operatorSchema } from "#shared/idm/session.ts";
import { grantSchema } from "#shared/idm/offline.ts";
import { httpGateway } from "../../electron/core/idm/gateway.ts";
import { machineClock } from "../../electron/core/clock.ts";
import { deviceOf } from "../../electron/core/store/device.ts";
import { createQueue, isWaiting } from "../../electron/core/journal/queue.ts";
import { startStore } from "../../electron/core/store/store-thread.ts";
import { createSync } from "../../electron/core/sync/sync.ts";
import { shippedTiming, type Timing } from "../../electron/core/timing.ts";
import { anchorAt, trustedNow } from "../../electron/core/working-set/trusted-time.ts";
import { clientPatience } from "./wire.ts";
import { directNetwork } from "../fixtures/network.ts";

/**
 * The input of a client: the back end's address, the operator, the grant, and the decisions to make
 * before the sync.
 */
export const taskSchema = z.object({
  url: z.string(),
  token: z.string(),
  file: z.string(),
  key: z.base64(),
  deviceKey: z.base64(),
  operator: operatorSchema,
  grant: z.object({ jws: z.string(), claims: grantSchema }),
  decisions: z.array(z.object({ id: z.string(), process: z.string(), seen: seenSchema })),
  sync: z.boolean(),
  /**
   * Kills itself with SIGKILL at this point, counted from 1; each request has two points, before
   * and after it.
   */
  killAtRequest: z.number().nullable(),
});
export type Task = z.infer<typeof taskSchema>;

/**
 * The client's messages: `queued` when an entry is on disk, as in the wizard; `done` when nothing
 * is waiting any more.
 */
export type Said = { readonly queued: string } | { readonly done: true };

// Shorter timeouts than the product's, so that a thousand rounds end on the same day.
const timing: Timing = {
  ...shippedTiming,
  readTimeout: clientPatience,
  writeTimeout: clientPatience,
  readRetryWaits: [10],
  syncFirstWait: 10,
  syncLongestWait: 80,
};

process.on("message", (message: unknown) => void work(taskSchema.parse(message)));
process.channel?.ref();
process.on("disconnect", () => process.exit(0));

async function work(task: Task): Promise<void> {
  const store = startStore(task.file, Buffer.from(task.key, "base64"));
  const queue = createQueue(store, machineClock, () => undefined);
  await queue.load((await store.found()).journals);
  const pkcs8 = Buffer.from(task.deviceKey, "base64");
  const device = deviceOf(pkcs8);
  await store.useDevice(pkcs8);
  const { claims, jws } = task.grant;
  if (queue.current(task.operator.id) === undefined) {
    const record = {
      operator: task.operator,
      publicKey: device.publicKey,
      grants: { [claims.jti]: jws },
      broken: null,
    };
    await queue.saveDevice(device.id, record);
  }
  const anchor = anchorAt(claims.iat * 1000, machineClock);
  for (const { id, process: name, seen } of task.decisions) {
    const object = { type: "virtualSmartCard", id };
    const operation = randomUUIDv7();
    await queue.add(device.id, {
      operation,
      grant: claims.jti,
      operator: task.operator.id,
      process: name,
      processName: name,
      object,
      label: id,
      seen,
      follows: queue.entriesOf(task.operator.id).pendingFor(object).at(-1)?.operation ?? null,
      values: {},
      changes: [],
      clock: {
        wall: new Date().toISOString(),
        contact: new Date(anchor.contact).toISOString(),
        elapsed: Math.max(trustedNow({ anchor }, machineClock), queue.lastDecision(device.id)) - anchor.contact,
      },
    });
    say({ queued: operation });
  }
  if (task.sync) await syncAll(task, queue);
  await store.close();
  say({ done: true });
}

async function syncAll(task: Task, queue: ReturnType<typeof createQueue>): Promise<void> {
  const gateway = httpGateway({
    url: task.url,
    network: directNetwork(),
    language: () => "en",
    token: () => task.token,
    timing,
    outcome: () => undefined,
  });
  let left = task.killAtRequest ?? Number.POSITIVE_INFINITY;
  const point = (): void => {
    left -= 1;
    if (left <= 0) process.kill(process.pid, "SIGKILL");
  };
  const ended = Promise.withResolvers<void>();
  const sync = createSync({
    gateway: {
      ...gateway,
      async ask(call, input) {
        point();
        const answer = await gateway.ask(call, input);
        point();
        return answer;
      },
    },
    queue,
    timing,
    clock: machineClock,
    operator: () => task.operator.id,
    failed: ended.reject,
    changed(state) {
      const waiting = queue.journals().some(({ entries }) => entries.some(isWaiting));
      if (state.kind === "idle" && !waiting) ended.resolve();
    },
  });
  sync.now();
  const waits = queue.journals().some(({ entries }) => entries.some(isWaiting));
  if (waits) await ended.promise;
}

function say(said: Said): void {
  process.send?.(said);
}
