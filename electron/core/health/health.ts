import { healthIds, healthReportOf, type Health, type HealthCheck, type HealthReport } from "#shared/ipc/health.ts";
import { ok } from "#shared/errors.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { timestamp, type Clock } from "../clock.ts";
import { runChecks, type Check } from "./check.ts";

export interface HealthDeps {
  readonly clock: Clock;
  /** Milliseconds that a check may take. */
  readonly longest: number;
  /** The checks of one run: what several of them need is asked once a run. */
  readonly checks: () => readonly Check[];
  readonly changed: (health: Health) => void;
}

export interface HealthKeeper {
  readonly handlers: Handlers["health"];
  /** The report of a run, of the one under way if there is one. */
  report(): Promise<HealthReport>;
  now(): Health;
  /** Drops what was found for an operator who is gone. */
  forget(): void;
}

const nothing: Health = { report: null, asking: [] };

/** The health list of the program: one run at a time, shared by everybody who asks meanwhile. */
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
      // Forgotten meanwhile: the rest belongs to nobody.
      if (now === shown) show(next);
      shown = next;
    });
    return healthReportOf(readAt, found);
  }

  function report(): Promise<HealthReport> {
    running ??= run().finally(() => (running = null));
    return running;
  }

  return {
    report,
    forget: () => show(nothing),
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
