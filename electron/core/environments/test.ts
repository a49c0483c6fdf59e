import type { Environment, EnvironmentTest } from "#shared/ipc/environments.ts";
import { healthReportOf, type HealthCheck } from "#shared/ipc/health.ts";
import { pemOf } from "#shared/pem.ts";
import { timestamp } from "../clock.ts";
import { backEndChecks } from "../health/back-end.ts";
import { once, runChecks } from "../health/check.ts";
import { proxyCheck } from "../health/proxy.ts";
import { shakeHands, tlsCheck } from "../health/tls.ts";
import { openNetwork } from "../idm/network.ts";
import type { Ports } from "../ports.ts";

export type TestPorts = Pick<Ports, "timing" | "clock" | "resolveProxy">;

/** Finds out whether a back end can be used, as the health list does. */
export async function testEnvironment(
  { url: address, ca, proxy }: Pick<Environment, "url" | "ca" | "proxy">,
  { timing, clock, resolveProxy }: TestPorts,
): Promise<EnvironmentTest> {
  const url = new URL(address);
  const network = openNetwork({ ca: ca === null ? null : pemOf(ca), proxy, resolveProxy, timing });
  const ended = new AbortController();
  const backEnd = backEndChecks({ url, network, clock, timeout: timing.readTimeout });
  const hands = once(() => shakeHands(url, network, ended.signal));
  const found: HealthCheck[] = [];
  const checks = [...backEnd.checks, proxyCheck(url, network), tlsCheck(url, hands, () => clock.now())];
  await runChecks(checks, timing.healthCheck, (check) => found.push(check));
  // A check that took too long was given up: abort the handshake that it waits for.
  ended.abort();
  const shown = url.protocol === "https:" ? await hands() : null;
  return {
    checks: healthReportOf(timestamp(clock), found).checks,
    chain: shown?.kind === "shown" ? shown.chain.slice(0, 10) : [],
    product: await backEnd.product(),
  };
}
