import { setTimeout as sleep } from "node:timers/promises";
import { ok } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Instance } from "#shared/idm/instance.ts";
import { serve } from "#shared/ipc/serve.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { recordedCalls } from "../../electron/core/diagnostics/record-calls.ts";
import { recordedGateway } from "../../electron/core/diagnostics/record-gateway.ts";
import { createRecorder } from "../../electron/core/diagnostics/recorder.ts";
import { httpGateway, resultOf, type Gateway } from "../../electron/core/idm/gateway.ts";
import { shippedTiming } from "../../electron/core/timing.ts";
import { enable } from "../fixtures/enable.ts";
import { logIn, startSandbox, type ApiClient } from "../fixtures/sandbox.ts";
import { median, timed, type Row } from "./row.ts";
import { directNetwork } from "../fixtures/network.ts";

const reactivate = "VirtualSmartCardProcReactivate";
const people = 2_000;
const searches = 200;
/** Texts with many results, few and none. */
const texts = ["a", "anna", "VSC-0001", "e", "zz"];
/** Milliseconds before each call. */
const pause = 40;
const search = { area: "search", name: "run" };

/**
 * Measures the cost of recording for the operator: the same calls with and without it, alternating.
 */
export async function measureDiagnostics(): Promise<Row[]> {
  await using sandbox = await startSandbox({ flags: ["--people", String(people)] });
  await enable(sandbox.url, reactivate);
  const api = await logIn(sandbox.url, "vscmanager");
  const gateway = httpGateway({
    url: sandbox.url,
    network: directNetwork(),
    language: () => "en",
    token: () => api.token,
    timing: shippedTiming,
    outcome: () => undefined,
  });
  const recorder = createRecorder(() => ({}));
  const report = (_place: string, fault: unknown): never => {
    throw fault;
  };
  const off = serve(searchHandlers(gateway), report);
  const on = serve(searchHandlers(recordedGateway(recorder, gateway)), report, recordedCalls(recorder));
  return [
    await compared("Quick search through the core, with the recording", searches, [on, off], (answer, round) => {
      const q = texts[Math.floor(round / 2) % texts.length];
      return answer({ ...search, args: { configuration: "virtualSmartCard", q, state: null, cursor: null } });
    }),
    await measureNext(api, [recordedGateway(recorder, gateway), gateway]),
  ];
}

const searchHandlers = (gateway: Gateway): Partial<Handlers> => ({
  search: {
    configurations: async () => ok([]),
    run: async ({ configuration, q }) =>
      resultOf(await gateway.ask(idmApi.search, { params: { id: configuration }, query: { q } })),
  },
});

/** Measures Next and the read after it, each round on another card. */
async function measureNext(api: ApiClient, gateways: readonly [Gateway, Gateway]): Promise<Row> {
  const { items } = await api.ask(idmApi.search, {
    params: { id: "virtualSmartCard" },
    query: { q: "VSC", state: "inactive", limit: "100" },
  });
  const started: Instance[] = [];
  for (const { ref } of items) {
    const { version } = await api.ask(idmApi.object, { params: ref });
    const body = { process: reactivate, object: ref, expectedVersion: version };
    started.push(await api.ask(idmApi.startProcess, { body }));
  }
  const name = "Next and the read after it, with the recording";
  return compared(name, started.length, gateways, async (gateway, round) => {
    const instance = started[round];
    if (instance === undefined) return;
    await gateway.ask(idmApi.nextStep, { params: { id: instance.id }, body: { values: {} } });
    await gateway.ask(idmApi.object, { params: instance.object });
  });
}

/**
 * Alternates between the two ways. The pause before each call leaves time for the recording, which
 * writes an entry after the answer. The first tenth of the rounds is warm-up.
 */
async function compared<T>(
  what: string,
  rounds: number,
  [on, off]: readonly [T, T],
  work: (way: T, round: number) => Promise<unknown>,
): Promise<Row> {
  const times: Record<"on" | "off", number[]> = { on: [], off: [] };
  for (let round = 0; round < rounds; round += 1) {
    await sleep(pause);
    const kind = round % 2 === 0 ? "on" : "off";
    const { milliseconds } = await timed(() => work(kind === "on" ? on : off, round));
    if (round >= rounds / 10) times[kind].push(milliseconds);
  }
  return {
    what,
    value: median(times.on),
    unit: "ms",
    comparedWith: { what: "without it", value: median(times.off) },
  };
}
