import { healthIds, healthReportOf, type Health, type HealthCheck, type HealthReport } from "#shared/ipc/health.ts";
import { ok } from "#shared/errors.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { timestamp, type Clock } from "../clock.ts";
import { runChecks, type Check } from "./check.ts";

export interface HealthDeps {
  readonly clock: Clock;
  /** Milliseconds that a check may take. */
  readonly longest: number;
  /** Returns the checks of one run; those that need the same request share it. */
  readonly checks: () => readonly Check[];
  readonly changed: (health: Health) => void;
}

export interface HealthKeeper {
  readonly handlers: Handlers["health"];
  /** Returns the report of a run, of the one under way if there is one. */
  report(): Promise<HealthReport>;
  now(): Health;
  /** Drops the findings for an operator who has logged out. */
  forget(): void;
}

const nothing: Health = { report: null, asking: [] };

/** Creates the health list of the program: one run at a time, which concurrent callers share. */
export function createHealth({ clock, longest, checks, changed }: HealthDeps): HealthKeeper {
  let now = nothing;
  let running: Promise<HealthReport> | null = null;

  function show(next: Health): void {
    now = next;
    changed(next);
  }

  async function run(): Promise<HealthReport> {
    const readAt = timestamp(clock);
    const found: HealthCheck[] = [];
    const first: Health = { report: healthReportOf(readAt, []), asking: [...healthIds] };
    show(first);
    let shown = first;
    await runChecks(checks(), longest, (check) => {
      found.push(check);
      const report = healthReportOf(readAt, found);
      const next = { report, asking: shown.asking.filter((id) => id !== check.id) };
      // After `forget` the findings belong to no operator and are not shown.
      if (now === shown) show(next);
      shown = next;
    });
    return healthReportOf(readAt, found);
  }

  function report(): Promise<HealthReport> {
    if (running !== null) return running;
    const mine = run().finally(() => {
      if (running === mine) running = null;
    });
    running = mine;
    return mine;
  }

  return {
    report,
    forget() {
      // The run under way reads what the operator may see who has logged out.
      running = null;
      show(nothing);
    },
    now: () => now,
    handlers: {
      state: async () => ok(now),
      async check() {
        await report();
        return ok(null);
      },
    },
  };
}
