import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import type { BulkStart } from "#shared/ipc/bulk.ts";
import { deactivate, valueOf } from "../../fixtures/bulk.ts";
import { startCore, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { logIn, startSandbox, type ApiClient, type RunningSandbox } from "../../fixtures/sandbox.ts";

export const nextPath = "/v1/process-instances/*/next";

/**
 * A core whose operator may run a bulk, its data directory, and an API client of the same operator.
 */
interface Desk {
  readonly core: CoreUnderTest;
  readonly api: ApiClient;
  readonly directory: string;
}

/**
 * Starts a sandbox for the tests of a file. `desk` resets its data, with the processes of cards
 * enabled.
 */
export function bulkBench() {
  let started: RunningSandbox | undefined;
  beforeAll(async () => {
    started = await startSandbox({ flags: ["--people", "150"] });
  });
  afterAll(() => started?.[Symbol.asyncDispose]());

  const sandbox = (): RunningSandbox => {
    if (started === undefined) throw new Error("The sandbox is not there yet.");
    return started;
  };
  async function operatorAt(account: string, directory = dataDirectory()): Promise<CoreUnderTest> {
    const core = coreAt(sandbox().url, directory);
    valueOf(await core.client.session.logIn({ account, password: "sandbox" }));
    return core;
  }
  return {
    sandbox,
    /**
     * Starts a core with an operator logged in, on an existing data directory, as after a restart,
     * or on a new one.
     */
    operatorAt,
    async desk(): Promise<Desk> {
      const { url } = sandbox();
      await sandbox().reset();
      await enable(url, deactivate);
      const directory = dataDirectory();
      return { core: await operatorAt("officer", directory), api: await logIn(url, "officer"), directory };
    },
  };
}

/** Starts a core that stops at the end of the test. */
export function coreAt(url: string, directory: string): CoreUnderTest {
  const core = startCore(url, directory);
  onTestFinished(() => core[Symbol.asyncDispose]());
  return core;
}

export function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-test-bulk-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const start = async ({ client }: CoreUnderTest, bulk: BulkStart): Promise<void> =>
  void valueOf(await client.bulk.start(bulk));

/** Returns the expected count for each object: 1. */
export const once = (bulk: BulkStart): number[] => bulk.objects.map(() => 1);
