import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BundlePart, MadePart, View } from "#shared/ipc/bundle.ts";
import { inflated } from "../../../../test/fixtures/zip.ts";
import { Machine } from "../../../../test/fixtures/machine.ts";
import { shippedSettings } from "../../settings/stored.ts";
import { createBundles } from "./bundles.ts";
import { collectParts } from "./collect.ts";
import { readBundle } from "./read.ts";
import { jsonPart, type Parts } from "./write.ts";

const view: View = { window: { width: 1280, height: 800 }, screen: { width: 1920, height: 1080 }, scale: 2 };
const log = Array.from({ length: 9_000 }, (_, n) => `${JSON.stringify({ line: n })}\n`).join("");
const content: readonly [BundlePart, Buffer][] = [
  ["environment.json", jsonPart({ view })],
  ["settings.json", jsonPart({ theme: "dark" })],
  ["log.jsonl", Buffer.from(log)],
];
const sources = {
  program: "0.1.0",
  info: null,
  ownAuthorities: false,
  settings: { ...shippedSettings, theme: "dark", density: "compact" },
  view,
  offline: null,
  journals: null,
  recording: null,
  health: null,
} as const;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-test-bundles-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const bundles = (collect: () => Promise<Parts> = async () => new Map(content)) =>
  createBundles({ clock: new Machine(), program: "0.1.0", directory, collect });

async function value<T>(answer: Promise<{ ok: true; value: T } | { ok: false; error: { code: string } }>): Promise<T> {
  const answered = await answer;
  if (answered.ok) return answered.value;
  throw new Error(answered.error.code);
}

/** Reads a part of a preview from its beginning to its end. */
async function lookAt({ handlers }: ReturnType<typeof bundles>, id: string, name: MadePart): Promise<string> {
  let from: number | null = 0;
  let text = "";
  while (from !== null) {
    const { lines, next }: { lines: string[]; next: number | null } = await value(handlers.look({ id, name, from }));
    text += `${lines.join("\n")}\n`;
    from = next;
  }
  return text;
}

test("the saved bundle has the parts of the preview, byte for byte", async () => {
  const made = bundles();
  const { id, parts } = await value(made.handlers.preview(view));
  const shown = await Promise.all(parts.map(async ({ name }) => [name, await lookAt(made, id, name)] as const));
  const { file, bytes } = await value(made.handlers.save({ id, parts: parts.map(({ name }) => name), note: "" }));
  const saved = readFileSync(file);
  expect(saved.length).toBe(bytes);
  const inside = await inflated(saved);
  expect(inside.get("manifest.json")).toBeDefined();
  for (const [name, text] of shown) expect(inside.get(name)?.toString()).toBe(text);
  expect(parts).toEqual([...inside].slice(1).map(([name, part]) => ({ name, bytes: part.length })));
  expect(await readBundle(file)).toMatchObject({ ok: true });
});

test("the saved bundle has the data of the preview, not data made after it", async () => {
  let made = 0;
  const { handlers } = bundles(async () => new Map([["settings.json", jsonPart({ made: (made += 1) })]]));
  const { id } = await value(handlers.preview(view));
  const { file } = await value(handlers.save({ id, parts: ["settings.json"], note: "" }));
  expect(JSON.parse(String((await inflated(readFileSync(file))).get("settings.json")))).toEqual({ made: 1 });
});

test("the saved bundle has only the chosen parts, and the note as it was typed", async () => {
  const { handlers } = bundles();
  const { id } = await value(handlers.preview(view));
  const note = "Next did nothing.\nBoth times – “VSC” 🙂";
  const { file } = await value(handlers.save({ id, parts: ["settings.json"], note }));
  const inside = await inflated(readFileSync(file));
  expect([...inside.keys()]).toEqual(["manifest.json", "settings.json", "note.txt"]);
  expect(inside.get("note.txt")?.toString()).toBe(note);
});

test("other users can read neither the bundle nor its folder", async () => {
  const { handlers } = bundles();
  const { id } = await value(handlers.preview(view));
  const { file } = await value(handlers.save({ id, parts: [], note: "" }));
  expect([file, join(directory, "bundles")].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual([
    "600",
    "700",
  ]);
});

test.each<[string, (made: ReturnType<typeof bundles>) => unknown]>([
  ["after a newer one was made", async ({ handlers }) => handlers.preview(view)],
  ["after another operator has logged in", ({ forget }) => forget()],
])("a preview is gone %s", async (_, meanwhile) => {
  const made = bundles();
  const { id } = await value(made.handlers.preview(view));
  await meanwhile(made);
  const refused = { ok: false, error: { code: "bundle-gone" } };
  expect(await made.handlers.save({ id, parts: ["settings.json"], note: "" })).toMatchObject(refused);
  expect(await made.handlers.look({ id, name: "settings.json", from: 0 })).toMatchObject(refused);
  expect(readdirSync(directory)).toEqual([]);
});

test("a preview that is under way while another operator logs in is dropped", async () => {
  const collected = Promise.withResolvers<Parts>();
  const { handlers, forget } = bundles(() => collected.promise);
  const preview = handlers.preview(view);
  forget();
  collected.resolve(new Map(content));
  expect(await preview).toMatchObject({ ok: false, error: { code: "bundle-gone" } });
});

test("a preview that could not be saved can be saved later", async () => {
  const { handlers } = bundles();
  const { id } = await value(handlers.preview(view));
  writeFileSync(join(directory, "bundles"), "in the way");
  const save = () => handlers.save({ id, parts: [], note: "" });
  expect(await save()).toMatchObject({ ok: false, error: { code: "store-unwritable" } });
  rmSync(join(directory, "bundles"));
  expect(await save()).toMatchObject({ ok: true });
});

test("a line that is too long for one `look` is shown in pieces", async () => {
  const long = "é".repeat(120_000);
  const made = bundles(async () => new Map([["log.jsonl", Buffer.from(`a\n${long}\nb\n`)]]));
  const { id } = await value(made.handlers.preview(view));
  expect((await lookAt(made, id, "log.jsonl")).replaceAll("\n", "")).toBe(`a${long}b`);
});

test("the bundle takes only the program's own words from the log, even if the file was edited", () => {
  const line = { level: 40, time: "2026-01-02T03:04:05.678Z", code: "backend-timeout", msg: "call failed" };
  const edited = { ...line, code: "Anna Lindqvist", place: "password=hunter2", token: "eyJhbGciOi", msg: "Anna" };
  writeFileSync(
    join(directory, "carddesk.log"),
    [JSON.stringify(line), JSON.stringify(edited), "hunter2 is no line", "[".repeat(9_999), ""].join("\n"),
  );
  const lines = String(collectParts({ ...sources, directory, store: directory }).get("log.jsonl"));
  expect(
    lines
      .trim()
      .split("\n")
      .map((each): unknown => JSON.parse(each)),
  ).toEqual([line, { ...line, code: "unknown", place: "unknown", msg: "unknown" }]);
});

test("the bundle describes the back end without its host name and credentials", () => {
  const idm = { url: "https://anna:hunter2@idm.bank.example:8443/?token=eyJhbGciOi", sandbox: false };
  const info = { version: "0.1.0", shell: "electron", idm, systemLanguage: "sv-SE" } as const;
  const told: unknown = JSON.parse(
    String(collectParts({ ...sources, directory, store: directory, info }).get("environment.json")),
  );
  expect(told).toMatchObject({
    program: "0.1.0",
    language: { system: "sv-SE" },
    view,
    backEnd: { isSandbox: false, isEncrypted: true, isThisMachine: false, port: "8443", ownAuthorities: false },
  });
  expect(JSON.stringify(told)).not.toMatch(/anna|hunter2|bank|eyJ/);
});
