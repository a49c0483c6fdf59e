import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { bundleFaults, type BundlePart } from "#shared/ipc/bundle.ts";
import type { Recording } from "#shared/ipc/recording.ts";
import { bundleOf, manifestOf, zipOf, type ZipEntry } from "../../../../test/fixtures/zip.ts";
import { mutations } from "../../../../test/fuzz/bytes.ts";
import { readBundle } from "./read.ts";
import { jsonPart, writeBundle } from "./write.ts";

const recording: Recording = {
  format: 1,
  startedAt: "2026-01-02T03:00:00.000Z",
  states: { "session.state": { kind: "none" } },
  routes: { "0123456789abcdef": { screen: "search" } },
  items: [
    { kind: "route", at: 1, window: "0123456789abcdef", route: { screen: "start" } },
    { kind: "event", at: 2, place: "session.changed", payload: { kind: "none" } },
  ],
};
const recordingText = JSON.stringify(recording);
const sound = await writeBundle(
  new Map<BundlePart, Buffer>([
    ["recording.json", jsonPart(recording)],
    ["log.jsonl", Buffer.from(`${JSON.stringify({ level: 30, msg: "session" })}\n`)],
    ["environment.json", jsonPart({ program: "0.1.0" })],
    ["note.txt", Buffer.from("Next does nothing – “again”.")],
  ]),
  { program: "0.1.0", at: new Date("2026-01-02T03:04:05Z") },
);

const directory = mkdtempSync(join(tmpdir(), "carddesk-test-bundle-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Returns the code of the error, and its reason if it has one. */
async function refused(source: string | Uint8Array): Promise<string> {
  const read = await readBundle(source);
  if (read.ok) return "read";
  return [read.error.code, read.error.params["reason"]].filter(Boolean).join(" ");
}

const manifest: ZipEntry = { name: "manifest.json", content: manifestOf({}) };
const withEntry = (entry: ZipEntry): Buffer => zipOf([manifest, entry]);
const withRecording = (text: string): Buffer => bundleOf({ "recording.json": text });

test("a written bundle is read back unchanged", async () => {
  const read = await readBundle(sound);
  expect(read).toMatchObject({ ok: true, value: { recording, manifest: { format: 1, program: "0.1.0" } } });
});

test("a bundle is read from a file, also without a recording; a missing file and a folder are refused", async () => {
  const file = join(directory, "empty.zip");
  writeFileSync(file, bundleOf({}));
  expect(await readBundle(file)).toMatchObject({ ok: true, value: { recording: null } });
  expect(await refused(join(directory, "nowhere.zip"))).toBe("bundle-unreadable missing");
  expect(await refused(directory)).toBe("bundle-unreadable no-zip");
});

test.each<[string, Uint8Array, string]>([
  ["nothing", Buffer.alloc(0), "bundle-unreadable no-zip"],
  ["a text", Buffer.from("a letter to support ".repeat(10)), "bundle-unreadable no-zip"],
  ["a zip of something else", zipOf([{ name: "letter.txt", content: "x" }]), "bundle-unreadable no-manifest"],
  ["an empty zip", zipOf([]), "bundle-unreadable no-manifest"],
  ["a newer form", bundleOf({}, { format: 2 }), "bundle-newer"],
  [
    "a newer form with a new part",
    zipOf([
      { name: "manifest.json", content: manifestOf({}, { format: 9, parts: [{ name: "video.webm" }] }) },
      { name: "video.webm", content: "x" },
    ]),
    "bundle-newer",
  ],
  ["a newer recording", withRecording(JSON.stringify({ ...recording, format: 2 })), "bundle-newer"],
  ["no form at all", bundleOf({}, { format: "1" }), "bundle-unreadable content"],
  ["../", withEntry({ name: "../recording.json", content: "{}" }), "bundle-unreadable foreign"],
  ["an absolute name", withEntry({ name: "/etc/passwd", content: "x" }), "bundle-unreadable foreign"],
  ["a drive", withEntry({ name: "C:\\recording.json", content: "x" }), "bundle-unreadable foreign"],
  ["a backslash", withEntry({ name: "..\\recording.json", content: "x" }), "bundle-unreadable foreign"],
  ["a folder", withEntry({ name: "recording.json/", content: "", mode: 0o40_700 }), "bundle-unreadable foreign"],
  ["an unknown part", withEntry({ name: "run.sh", content: "x" }), "bundle-unreadable foreign"],
  ["a name with a zero", withEntry({ name: "note.txt\0", content: "x" }), "bundle-unreadable foreign"],
  ["a link", withEntry({ name: "note.txt", content: "/etc/passwd", mode: 0o120_777 }), "bundle-unreadable foreign"],
  [
    "thousands of entries",
    zipOf(Array.from({ length: 5_000 }, (_, n) => ({ name: `${n}`, content: "" }))),
    "bundle-unreadable foreign",
  ],
  [
    "a part twice",
    zipOf([manifest, { name: "note.txt", content: "a" }, { name: "note.txt", content: "b" }]),
    "bundle-unreadable twice",
  ],
  ["two manifests", zipOf([manifest, manifest]), "bundle-unreadable twice"],
  ["an encrypted part", withEntry({ name: "note.txt", content: "x", flags: 1 }), "bundle-unreadable encrypted"],
  ["deflate64", withEntry({ name: "note.txt", content: "x", method: 9 }), "bundle-unreadable method"],
  ["Zstandard", withEntry({ name: "note.txt", content: "x", method: 93 }), "bundle-unreadable method"],
  ["a part that is not listed", withEntry({ name: "note.txt", content: "x" }), "bundle-unreadable changed"],
  [
    "a listed part that is not there",
    zipOf([{ name: "manifest.json", content: manifestOf({ "note.txt": "x" }) }]),
    "bundle-unreadable changed",
  ],
  [
    "another SHA-256",
    zipOf([
      { name: "manifest.json", content: manifestOf({ "note.txt": "x" }) },
      { name: "note.txt", content: "y" },
    ]),
    "bundle-unreadable changed",
  ],
  [
    "a part of another name",
    zipOf([
      { name: "manifest.json", content: manifestOf({ "note.txt": "x" }) },
      { name: "note.txt", ownName: "log.jsonl", content: "x" },
    ]),
    "bundle-unreadable damaged",
  ],
  [
    "overlapping parts",
    zipOf([
      { name: "manifest.json", content: manifestOf({ "note.txt": "x" }) },
      { name: "note.txt", content: "x", at: 0 },
    ]),
    "bundle-unreadable damaged",
  ],
  [
    "a part that is longer than it says",
    zipOf([{ name: "manifest.json", content: "x".repeat(5_000), says: 10 }]),
    "bundle-unreadable damaged",
  ],
  ["no JSON", withRecording("{"), "bundle-unreadable content"],
  ["no UTF-8", bundleOf({ "note.txt": Buffer.from([0xff, 0xfe, 0x41]) }), "bundle-unreadable content"],
  ["no recording", withRecording(JSON.stringify({ format: 1 })), "bundle-unreadable content"],
  [
    "an unknown kind of item",
    withRecording(recordingText.replace('"route","at"', '"shell","at"')),
    "bundle-unreadable content",
  ],
  ["depth 10,000", withRecording(`${"[".repeat(10_000)}${"]".repeat(10_000)}`), "bundle-unreadable content"],
  [
    "depth 10,000 in an item",
    withRecording(recordingText.replace('{"kind":"none"}}]', `${"[".repeat(10_000)}${"]".repeat(10_000)}}]`)),
    "bundle-unreadable content",
  ],
  [
    "a key of the prototype",
    withRecording(recordingText.replace('{"kind":"none"}', '{"__proto__":{"isAdmin":true}}')),
    "bundle-unreadable content",
  ],
  [
    "the same, escaped",
    withRecording(recordingText.replace('{"kind":"none"}', '{"\\u005f_proto__":{"isAdmin":true}}')),
    "bundle-unreadable content",
  ],
  ["a log line that is none", bundleOf({ "log.jsonl": "null\n" }), "bundle-unreadable content"],
  ["a log line without an end", bundleOf({ "log.jsonl": "{}" }), "bundle-unreadable content"],
  [
    "an item that points out of the page",
    withRecording(recordingText.replace('"0123456789abcdef","route"', '"javascript:x","route"')),
    "bundle-unreadable content",
  ],
])("refuses as a bundle: %s", async (_, bytes, code) => {
  expect(await refused(bytes)).toBe(code);
});

test("scripts and addresses in texts stay texts", async () => {
  const script = '<img src=x onerror=alert(1)><script>fetch("https://evil.example")</script>';
  const edited: Recording = {
    ...recording,
    items: [{ kind: "event", at: 1, place: script, payload: { address: "javascript:alert(1)" } }],
  };
  expect(await readBundle(withRecording(JSON.stringify(edited)))).toMatchObject({ value: { recording: edited } });
});

test("a truncated bundle is refused, wherever it is cut", async () => {
  for (let part = 0; part < 50; part += 1)
    expect(await refused(sound.subarray(0, (sound.length * part) / 50))).toMatch(/^bundle-unreadable/);
});

test("a bundle with a few changed bytes reads the same as before, or is refused", async () => {
  const whole = await readBundle(sound);
  await fc.assert(
    fc.asyncProperty(mutations(sound), async (bytes) => {
      const read = await readBundle(bytes);
      expect(read.ok ? read : read.error.code).toSatisfy(
        (found) => isDeepStrictEqual(found, whole) || String(found).startsWith("bundle-"),
      );
    }),
    { numRuns: 2_000 },
  );
});

/**
 * Reads a file in a process of its own; returns the outcome, and by how many MB its peak memory
 * grew.
 */
function readApart(file: string): { code: string; megabytes: number } {
  const program = `
    const { readBundle } = await import(${JSON.stringify(new URL("read.ts", import.meta.url).href)});
    const before = process.resourceUsage().maxRSS;
    const read = await readBundle(process.argv[1]);
    const { maxRSS } = process.resourceUsage();
    process.stdout.write(JSON.stringify({ code: read.ok ? "read" : read.error.code, megabytes: (maxRSS - before) / 1024 }));
  `;
  const said = execFileSync(process.execPath, ["--input-type=module", "--eval", program, file], { encoding: "utf8" });
  return JSON.parse(said);
}

const zeros = Buffer.alloc(100_000_000);
test.each<[string, () => Buffer, string, number]>([
  ["100 MB of zeros", () => bundleOf({ "recording.json": zeros }), "bundle-too-large", 20],
  [
    "100 MB of zeros that say 1 kB",
    () =>
      zipOf([
        { name: "manifest.json", content: manifestOf({ "recording.json": "" }) },
        { name: "recording.json", content: zeros, says: 1_000 },
      ]),
    "bundle-unreadable",
    20,
  ],
  [
    "a bomb in a bomb",
    () => zipOf([{ name: "manifest.json", content: bundleOf({ "recording.json": zeros }) }]),
    "bundle-unreadable",
    20,
  ],
  ["millions of brackets", () => withRecording("[".repeat(39_000_000)), "bundle-unreadable", 160],
])("needs little memory to refuse %s", (_, bytes, code, most) => {
  const file = join(directory, "bomb.zip");
  writeFileSync(file, bytes());
  const read = readApart(file);
  expect(read.code).toBe(code);
  expect(read.megabytes).toBeLessThan(most);
});

test("a file of 2 GB is not read", () => {
  const file = join(directory, "sparse.zip");
  writeFileSync(file, sound);
  truncateSync(file, 2_000_000_000);
  const read = readApart(file);
  expect(read.code).toBe("bundle-too-large");
  expect(read.megabytes).toBeLessThan(20);
});

test("reading a bundle writes no file", async () => {
  const before = readdirSync(directory);
  await readBundle(withEntry({ name: "../written", content: "x" }));
  await readBundle(sound);
  expect(readdirSync(directory)).toEqual(before);
});

test.each(["en", "sv", "de", "fr"])("every reason for a refusal has a text in %s", async (language) => {
  const { default: texts } = await import(`../../../../renderer/app/messages/${language}/bundle.json`, {
    with: { type: "json" },
  });
  for (const fault of bundleFaults) expect(texts).toHaveProperty([`bundleFault.${fault}`]);
});
