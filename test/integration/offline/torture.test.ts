import { expect, test } from "vitest";
import { torture } from "../../torture/torture.ts";

test("killed and cut off at any moment: every intent is carried out exactly once or shown with what became of it", async () => {
  const summary = await torture(8, 4711, () => undefined);
  expect(summary.intents).toBeGreaterThan(10);
  expect(summary.clientKills).toBeGreaterThan(3);
  expect(summary.backEndKills).toBeGreaterThan(1);
}, 240_000);
