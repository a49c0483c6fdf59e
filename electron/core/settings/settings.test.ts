import { expect, test } from "vitest";
import { createSettings } from "./settings.ts";
import { shippedSettings } from "./stored.ts";

/** Makes a settings file in memory; `now` is its content. */
function fileOf(content: unknown) {
  const file = { now: content, read: () => file.now, write: (values: unknown) => (file.now = values), keptAside: null };
  return file;
}

const stored = (content: unknown) => createSettings(fileOf(content), null).current();

test("a file of an earlier version keeps its values, and missing ones get their defaults", () => {
  expect(stored({ language: "sv", theme: "dark", idleMinutes: 3 })).toEqual({
    ...shippedSettings,
    language: "sv",
    theme: "dark",
    idleMinutes: 3,
  });
});

test("only the value that this version does not know is replaced by its default", () => {
  expect(stored({ language: "sv", theme: "dark", density: "tiny", idleMinutes: 3 })).toMatchObject({
    theme: "dark",
    density: "comfortable",
  });
});

test("a change leaves the other settings as they are, also those that another window has changed", () => {
  const settings = createSettings(fileOf({}), null);
  settings.save({ language: "de" });
  settings.save({ theme: "dark", language: undefined });
  expect(settings.current()).toMatchObject({ language: "de", theme: "dark", idleMinutes: 10 });
});

test("a change that cannot be written has no effect, even when a later change is written", () => {
  const file = fileOf({ format: 2, theme: "dark" });
  const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
  let isFull = true;
  const settings = createSettings(
    {
      ...file,
      write(values) {
        if (isFull) throw full;
        file.write(values);
      },
    },
    null,
  );
  expect(settings.save({ theme: "light" })).toMatchObject({ ok: false, error: { code: "disk-full" } });
  expect(settings.current().theme).toBe("dark");
  isFull = false;
  expect(settings.save({ density: "compact" })).toMatchObject({ ok: true, value: { theme: "dark" } });
  expect(file.now).toMatchObject({ theme: "dark", density: "compact" });
});

test("a file of format 1 becomes one of format 2 with the first change", () => {
  const file = fileOf({ language: "sv", theme: "dark" });
  createSettings(file, null).save({ region: "SE" });
  expect(file.now).toEqual({
    ...shippedSettings,
    format: 2,
    language: "sv",
    theme: "dark",
    region: "SE",
    environments: [],
    environment: null,
  });
});

test("a file of a newer version is left as it is: changes last until the program ends", () => {
  const newer = { format: 3, theme: { kind: "dark" }, language: "sv" };
  const file = fileOf(newer);
  const settings = createSettings(file, null);
  expect(settings.file()).toEqual({ kind: "newer" });
  expect(settings.current()).toEqual(shippedSettings);
  expect(settings.save({ theme: "light" })).toMatchObject({ ok: true, value: { theme: "light" } });
  expect(settings.current().theme).toBe("light");
  expect(file.now).toBe(newer);
});

test("a setting of the policy cannot be changed, and the operator's own value returns without the policy", () => {
  const file = fileOf({ format: 2, theme: "dark", idleMinutes: 30 });
  const policy = {
    organisation: "City",
    settings: { idleMinutes: 5 },
    environments: null,
    first: null,
    logInWays: null,
    unknownKeys: [],
  };
  const settings = createSettings(file, policy);
  expect(settings.current()).toMatchObject({ theme: "dark", idleMinutes: 5 });
  expect(settings.managed()).toEqual({ organisation: "City", keys: ["idleMinutes"] });
  expect(settings.save({ idleMinutes: 60, theme: "light" })).toMatchObject({
    ok: false,
    error: { code: "managed", params: { organisation: "City" } },
  });
  settings.save({ density: "compact" });
  expect(createSettings(file, null).current()).toMatchObject({ theme: "dark", density: "compact", idleMinutes: 30 });
});

test("two environments with the same name and id in a file are kept, the second with a new name and id", () => {
  const one = { id: "a", name: "Production", colour: "red", url: "https://idm.example.org", ca: null, bridge: null };
  const environment = { ...one, ways: null, proxy: "system" };
  const environments = [
    environment,
    { ...environment, name: "production", url: "https://other.example.org" },
    { id: 7 },
  ];
  const { list } = createSettings(fileOf({ format: 2, environments, environment: "a" }), null).environments();
  expect(list.map(({ url }) => url)).toEqual(["https://idm.example.org", "https://other.example.org"]);
  expect(list[0]).toMatchObject({ id: "a", name: "Production" });
  expect(list[1]?.id).not.toBe("a");
  expect(list[1]?.name).toMatch(/^production [0-9a-f]{6}$/);
});
