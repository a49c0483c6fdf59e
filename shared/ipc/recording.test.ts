import { expect, it } from "vitest";
import { contract } from "./contract.ts";
import { pressSchema, recordingFormat, recordingSchema, stateOfEvent } from "./recording.ts";

it("refuses a recording of another format", () => {
  const recording = { format: recordingFormat, startedAt: "2026-01-01T00:00:00Z", states: {}, routes: {}, items: [] };
  expect(recordingSchema.safeParse(recording).success).toBe(true);
  expect(recordingSchema.safeParse({ ...recording, format: recordingFormat + 1 }).success).toBe(false);
});

it.each(["main:nth-child(1), script", "*", "a[href]", "main:nth-child(1) > ", "div:has(b)"])(
  "refuses a selector that is not a path: %s",
  (target) => expect(pressSchema.safeParse({ kind: "click", target }).success).toBe(false),
);

/** Areas whose events come from the program and not from its core: no recording has them. */
const ofProgram: readonly string[] = ["replay", "environments"];

it("each event that carries a state is assigned to the call that reads the state", () => {
  const missing = Object.entries(contract).flatMap(([area, entries]) => {
    const all = Object.entries(entries).map(([name, entry]) => ({ place: `${area}.${name}`, entry }));
    return all.flatMap(({ place, entry }) => {
      if (entry.kind !== "event" || ofProgram.includes(area)) return [];
      const asks = all.find(({ entry: call }) => call.kind === "call" && call.result === entry.payload);
      return asks === undefined || stateOfEvent[place] === asks.place ? [] : [place];
    });
  });
  expect(missing).toEqual([]);
});
