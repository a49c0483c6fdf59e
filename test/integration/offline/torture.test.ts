import { once } from "node:events";
import { expect, test } from "vitest";
import { torture } from "../../torture/torture.ts";
import { openWatch } from "../../torture/watch.ts";
import { run } from "../../fixtures/process.ts";

test("kills and lost connections at any moment: every intent is carried out exactly once or shown with its outcome", async () => {
  const summary = await torture(8, 4711, () => undefined);
  expect(summary.intents).toBeGreaterThan(10);
  expect(summary.clientKills).toBeGreaterThan(3);
  expect(summary.backEndKills).toBeGreaterThan(1);
}, 240_000);

test("a lost entry that was reported as queued makes the torture print the seed and exit with 1", async () => {
  const forgetful = new URL("../../fixtures/forgetful-disk.ts", import.meta.url).href;
  const played = run("test/torture/main.ts", ["--rounds", "3", "--seed", "3"], {
    NODE_OPTIONS: `--import ${forgetful}`,
  });
  let errors = "";
  played.process.stderr?.on("data", (chunk: unknown) => {
    errors += String(chunk);
  });
  const [code] = await once(played.process, "close");
  expect(errors).toMatch(/^round 1, seed 3: the journal has a fault: .*removed-at-end.*\n.* --rounds 1 --seed 3$/m);
  expect(code).toBe(1);
});

test("a stalled round fails with the step that it waits for; a round that goes on does not", async () => {
  const never = new Promise<never>(() => undefined);
  const still = openWatch(50);
  const waiting = still.over(() => {
    still.step("the answers on the wire", () => "POST /v1/offline/journal (sent, late)");
    return never;
  });
  await expect(waiting).rejects.toThrow(
    /waiting for the answers on the wire POST \/v1\/offline\/journal \(sent, late\)$/,
  );
  expect(still.signal.aborted).toBe(true);

  const going = openWatch(5_000);
  expect(await going.over(async () => "done")).toBe("done");
  expect(going.signal.aborted).toBe(false);
});
