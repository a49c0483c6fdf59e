import { expect, test } from "vitest";
import { createSettings } from "./settings.ts";

const stored = (value: Record<string, unknown>) =>
  createSettings({ read: () => value, write: () => undefined }).current();

test("a file of an earlier version keeps its values, and what it lacks is the default", () => {
  expect(stored({ language: "sv", theme: "dark", idleMinutes: 3 })).toEqual({
    language: "sv",
    theme: "dark",
    density: "comfortable",
    tourEnded: false,
    idleMinutes: 3,
  });
});

test("a value that this version does not know is replaced alone", () => {
  expect(stored({ language: "sv", theme: "dark", density: "tiny", idleMinutes: 3 })).toMatchObject({
    theme: "dark",
    density: "comfortable",
  });
});

test("a change touches no other setting, whatever another window has changed before", () => {
  const settings = createSettings({ read: () => ({}), write: () => undefined });
  settings.save({ language: "de" });
  settings.save({ theme: "dark", language: undefined });
  expect(settings.current()).toMatchObject({ language: "de", theme: "dark", idleMinutes: 10 });
});
