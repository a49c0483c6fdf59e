import { expect, test } from "vitest";
import { healthIds, type HealthCheck } from "#shared/ipc/health.ts";
import { machineClock } from "../clock.ts";
import { finding, once, runChecks, type Check } from "./check.ts";
import { createHealth } from "./health.ts";

const good: Check = { id: "card", ask: () => finding("card.found") };

test("a check that hangs or throws is reported as unknown with a reason, and delays no other check", async () => {
  let told: AbortSignal | null = null;
  const hanging: Check = {
    id: "crl",
    ask(signal) {
      told = signal;
      return new Promise(() => undefined);
    },
  };
  const throwing: Check = {
    id: "disk",
    ask() {
      throw new TypeError("Lena Lindqvist");
    },
  };
  const found: HealthCheck[] = [];
  await runChecks([hanging, throwing, good], 50, (check) => found.push(check));
  expect(found.map(({ id, level, code }) => `${id}: ${level} ${code}`).toSorted()).toEqual([
    "card: good card.found",
    "crl: unknown unknown.late",
    "disk: unknown unknown.failed",
  ]);
  expect(found.at(-1)?.id).toBe("crl");
  expect(told).toMatchObject({ aborted: true });
  expect(JSON.stringify(found)).not.toContain("Lena");
});

test("a reason that is not a code is reported as unknown", () => {
  expect(finding("log.unwritable", { reason: "EACCES" }).params).toEqual({ reason: "EACCES" });
  expect(finding("log.unwritable", { reason: "open '/home/lena/carddesk.log'" }).params).toEqual({ reason: "unknown" });
});

test("callers share the running checks, and each answer is reported as it arrives", async () => {
  const answered = Promise.withResolvers<void>();
  let runs = 0;
  const told: string[] = [];
  const health = createHealth({
    clock: machineClock,
    longest: 10_000,
    changed: ({ report, asking }) =>
      told.push(`${report?.checks.map(({ id }) => id).join() ?? "nothing"} of ${asking.length}`),
    checks() {
      runs += 1;
      return [good, { id: "ocsp", ask: () => answered.promise.then(() => finding("ocsp.fresh")) }];
    },
  });
  const asked = Promise.all([health.handlers.check(), health.handlers.check(), health.report()]);
  await expect.poll(() => told).toEqual([` of ${healthIds.length}`, `card of ${healthIds.length - 1}`]);
  answered.resolve();
  const [, , report] = await asked;
  expect(runs).toBe(1);
  expect(report.checks.map(({ id }) => id)).toEqual(["ocsp", "card"]);
  expect(told.at(-1)).toBe(`ocsp,card of ${healthIds.length - 2}`);
  await health.handlers.check();
  expect(runs).toBe(2);
});

test("the findings for an operator who has logged out are dropped, and later ones are not reported", async () => {
  const answered = Promise.withResolvers<void>();
  const health = createHealth({
    clock: machineClock,
    longest: 10_000,
    changed: () => undefined,
    checks: () => [good, { id: "journal", ask: () => answered.promise.then(() => finding("journal.clear")) }],
  });
  const asked = health.handlers.check();
  await expect.poll(() => health.handlers.state()).toMatchObject({ value: { report: { checks: [{ id: "card" }] } } });
  health.forget();
  answered.resolve();
  await asked;
  expect(await health.handlers.state()).toEqual({ ok: true, value: { report: null, asking: [] } });
});

test("the next operator gets a run of their own while the previous operator's run is still under way", async () => {
  const answered = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let runs = 0;
  const health = createHealth({
    clock: machineClock,
    longest: 10_000,
    changed: () => undefined,
    checks() {
      const run = runs++;
      return [
        {
          id: "journal",
          async ask() {
            await answered[run]?.promise;
            return finding("journal.waiting", { waiting: run });
          },
        },
      ];
    },
  });
  const before = health.report();
  health.forget();
  const after = health.report();
  for (const { resolve } of answered) resolve();
  await before;
  expect(await after).toMatchObject({ checks: [{ params: { waiting: 1 } }] });
  expect(health.now()).toMatchObject({ report: { checks: [{ params: { waiting: 1 } }] } });
});

test("a value that several checks need is requested once", async () => {
  let asked = 0;
  const ask = once(async () => ++asked);
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
});
