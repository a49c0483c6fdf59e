import { expect, it } from "vitest";
import { pressSchema, recordingFormat, recordingSchema } from "./recording.ts";

it("refuses a recording of another format", () => {
  const recording = { format: recordingFormat, startedAt: "2026-01-01T00:00:00Z", states: {}, routes: {}, items: [] };
  expect(recordingSchema.safeParse(recording).success).toBe(true);
  expect(recordingSchema.safeParse({ ...recording, format: recordingFormat + 1 }).success).toBe(false);
});

it.each(["main:nth-child(1), script", "*", "a[href]", "main:nth-child(1) > ", "div:has(b)"])(
  "takes no selector but a path: %s",
  (target) => expect(pressSchema.safeParse({ kind: "click", target }).success).toBe(false),
);
