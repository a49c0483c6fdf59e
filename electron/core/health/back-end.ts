import axios from "axios";
import { parseBoundedJson } from "#shared/bounded-json.ts";
import { apiVersion, idmApi } from "#shared/idm/api.ts";
import { healthSchema } from "#shared/idm/session.ts";
import { healthReason } from "#shared/ipc/health.ts";
import { isInsecure } from "#shared/loopback.ts";
import type { Clock } from "../clock.ts";
import type { Network } from "../idm/network.ts";
import { finding, once, type Check, type Finding } from "./check.ts";

/** The dependencies of the checks of a back end. */
export interface BackEndPorts {
  readonly url: URL;
  readonly network: Network;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly timeout: number;
}

/** The answer to `GET /v1/health`, or why there is none. */
type Answer =
  | { readonly kind: "silent"; readonly late: boolean; readonly reason: string }
  | {
      readonly kind: "answer";
      readonly status: number;
      /** Null: not the answer of the API. */
      readonly health: { readonly api: string; readonly product: string; readonly time: string } | null;
      /** The header `Date`. */
      readonly date: string;
      /** Milliseconds from the request to the answer, and the machine's time halfway. */
      readonly took: number;
      readonly halfway: number;
    };

/**
 * An answer that takes longer, in milliseconds, is slow: every step of an operator waits for one.
 */
const slow = 2_000;

/**
 * Limits of the difference between the clocks, in milliseconds. Beyond the second, fresh answers of
 * the CA count as stale.
 */
const clockLimits = { off: 30_000, wrong: 300_000 } as const;

/**
 * Checks the back end, its clock and its version with one request. `answers`: whether further
 * requests are worthwhile.
 */
export function backEndChecks(ports: BackEndPorts): {
  checks: readonly Check[];
  answers: () => Promise<boolean>;
  product: () => Promise<string | null>;
} {
  const ask = once(() => askHealth(ports));
  return {
    answers: async () => (await ask()).kind === "answer",
    async product() {
      const answer = await ask();
      return answer.kind === "answer" ? (answer.health?.product ?? null) : null;
    },
    checks: [
      { id: "back-end", ask: async () => reachability(await ask(), ports.timeout) },
      { id: "clock", ask: async () => clockFinding(await ask()) },
      { id: "api", ask: async () => apiFinding(await ask()) },
    ],
  };
}

/**
 * Asks for the health without the gateway, whose retries would distort the measured time. Sends no
 * token.
 */
async function askHealth({ url, network, clock, timeout }: BackEndPorts): Promise<Answer> {
  // The check in tls.ts reports such an address.
  if (isInsecure(url)) return { kind: "silent", late: false, reason: "http" };
  const timeLimit = AbortSignal.timeout(timeout);
  const sentAt = clock.now();
  const started = performance.now();
  try {
    const response = await axios.request<string>({
      ...network.agents,
      baseURL: url.href,
      url: idmApi.health.path,
      maxRedirects: 0,
      maxContentLength: 100_000,
      proxy: false,
      responseType: "text",
      transformResponse: (text: unknown) => text,
      validateStatus: () => true,
      signal: timeLimit,
    });
    const took = performance.now() - started;
    const parsed = parseBoundedJson(response.data, { maxLength: 100_000, maxDepth: 8, maxValues: 1_000 });
    const health = parsed.ok && response.status === 200 ? healthSchema.safeParse(parsed.value).data : undefined;
    const date = String(response.headers["date"] ?? "");
    const halfway = sentAt + took / 2;
    return { kind: "answer", status: response.status, health: health ?? null, date, took, halfway };
  } catch (fault) {
    const reason = axios.isAxiosError(fault) ? (fault.code ?? "unknown") : "unknown";
    return { kind: "silent", late: timeLimit.aborted, reason };
  }
}

function reachability(answer: Answer, timeout: number): Finding {
  if (answer.kind === "silent" && answer.reason.startsWith("PROXY_")) return finding("unknown.proxy");
  if (answer.kind === "silent")
    return answer.late
      ? finding("back-end.late", { seconds: Math.round(timeout / 1000) })
      : finding("back-end.unreachable", { reason: answer.reason });
  if (answer.health === null) return finding("back-end.other-answer", { reason: `HTTP ${answer.status}` });
  const milliseconds = Math.round(answer.took);
  return finding(milliseconds < slow ? "back-end.answers" : "back-end.slow", { milliseconds });
}

/** Compares the clocks at the moment when the back end answered, which is taken to be halfway. */
function clockFinding(answer: Answer): Finding {
  if (answer.kind === "silent") return finding("unknown.back-end");
  const time = Date.parse(answer.health?.time ?? answer.date);
  if (Number.isNaN(time)) return finding("unknown.back-end");
  const difference = answer.halfway - time;
  const seconds = Math.round(Math.abs(difference) / 1000);
  const direction = difference > 0 ? "ahead" : "behind";
  if (Math.abs(difference) <= clockLimits.off) return finding("clock.right", { seconds, direction });
  if (Math.abs(difference) <= clockLimits.wrong) return finding("clock.off", { seconds, direction });
  return finding("clock.wrong", { seconds, minutes: Math.round(seconds / 60), direction });
}

function apiFinding(answer: Answer): Finding {
  if (answer.kind === "silent" || answer.health === null) return finding("unknown.back-end");
  const versions = { found: healthReason(`v${answer.health.api}`), wanted: `v${apiVersion}` };
  return finding(answer.health.api === apiVersion ? "api.same" : "api.other", versions);
}
