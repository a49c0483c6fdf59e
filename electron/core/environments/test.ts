import type { EnvironmentTest } from "#shared/ipc/environments.ts";
import { healthReportOf, type HealthCheck } from "#shared/ipc/health.ts";
import { timestamp } from "../clock.ts";
import { backEndChecks } from "../health/back-end.ts";
import { once, runChecks } from "../health/check.ts";
import { shakeHands, tlsCheck } from "../health/tls.ts";
import type { Ports } from "../ports.ts";

export type TestPorts = Pick<Ports, "timing" | "clock">;

/** Finds out whether a back end can be used, as the health list does. `ca`: PEM. */
export async function testEnvironment(
  url: URL,
  ca: string | null,
  { timing, clock }: TestPorts,
): Promise<EnvironmentTest> {
  const ended = new AbortController();
  const backEnd = backEndChecks({ url, ca, clock, timeout: timing.readTimeout });
  const hands = once(() => shakeHands(url, ca, ended.signal));
  const found: HealthCheck[] = [];
  const checks = [...backEnd.checks, tlsCheck(url, hands, () => clock.now())];
  await runChecks(checks, timing.healthCheck, (check) => found.push(check));
  // A check that took too long has been given up, and so is what it waits for.
  ended.abort();
  const shown = url.protocol === "https:" ? await hands() : null;
  return {
    checks: healthReportOf(timestamp(clock), found).checks,
    chain: shown?.kind === "shown" ? [...shown.chain].slice(0, 10) : [],
    product: await backEnd.product(),
  };
}
