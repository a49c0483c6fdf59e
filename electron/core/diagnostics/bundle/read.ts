import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { z } from "zod";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { bundleFormat, manifestName, manifestSchema, type Manifest } from "#shared/ipc/bundle.ts";
import { recordingFormat, recordingSchema, type Recording } from "#shared/ipc/recording.ts";
import { parsePart, readJson } from "./content.ts";
import { bundleLimits } from "./limits.ts";
import { readEntries, tooLarge, unreadable, type Entries } from "./zip.ts";

/** A support bundle, read and checked. */
export interface Bundle {
  readonly manifest: Manifest;
  /** Null if the operator left it out, or the program did not start. */
  readonly recording: Recording | null;
}

/**
 * Reads a support bundle, which is untrusted, by its path or its bytes. Writes nothing to disk;
 * memory is bounded by `bundleLimits`. Errors: `bundle-unreadable`, `bundle-newer`,
 * `bundle-too-large`.
 */
export async function readBundle(source: string | Uint8Array): Promise<Result<Bundle>> {
  const file = typeof source === "string" ? await readFile(source) : ok(Buffer.from(source));
  if (!file.ok) return file;
  if (file.value.length > bundleLimits.file) return tooLarge(`${file.value.length} bytes`);
  const entries = await readEntries(file.value);
  if (!entries.ok) return entries;
  const manifest = await readManifest(entries.value);
  if (!manifest.ok) return manifest;
  // After the manifest: a newer bundle may have other parts.
  if (entries.value.hasForeign) return unreadable("foreign");
  const parts = await readParts(entries.value, manifest.value);
  if (!parts.ok) return parts;
  const recording = parts.value.get("recording.json");
  if (recording === undefined) return ok({ manifest: manifest.value, recording: null });
  if (isNewer(recording, recordingFormat)) return newer;
  const parsed = recordingSchema.safeParse(recording);
  if (!parsed.success) return unreadable("content", "recording.json");
  return ok({ manifest: manifest.value, recording: parsed.data });
}

/**
 * Reads a file after checking the size of the opened handle; does not wait for a pipe or a device.
 */
async function readFile(path: string): Promise<Result<Buffer>> {
  try {
    await using handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat();
    if (!stats.isFile()) return unreadable("no-zip");
    if (stats.size > bundleLimits.file) return tooLarge(`${stats.size} bytes`);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(stats.size), 0, stats.size, 0);
    return ok(buffer.subarray(0, bytesRead));
  } catch {
    return unreadable("missing");
  }
}

const formatSchema = z.object({ format: z.number().int() });
const isNewer = (value: unknown, known: number): boolean => (formatSchema.safeParse(value).data?.format ?? 0) > known;
const newer: Result<never> = fail(operatorError("bundle-newer"));

async function readManifest(entries: Entries): Promise<Result<Manifest>> {
  if (!entries.names.includes(manifestName)) return unreadable("no-manifest");
  const bytes = await entries.read(manifestName);
  if (!bytes.ok) return bytes;
  const json = readJson(bytes.value);
  if (json === undefined) return unreadable("content", manifestName);
  if (isNewer(json.value, bundleFormat)) return newer;
  const manifest = manifestSchema.safeParse(json.value);
  return manifest.success ? ok(manifest.data) : unreadable("content", manifestName);
}

/**
 * Reads every part by its name; they must be exactly those that the manifest lists, each with its
 * size and SHA-256.
 */
async function readParts(entries: Entries, { parts }: Manifest): Promise<Result<Map<string, unknown>>> {
  const listed = new Set<string>(parts.map(({ name }) => name));
  const present = entries.names.filter((name) => name !== manifestName);
  if (listed.size !== parts.length || listed.size !== present.length) return unreadable("changed", manifestName);
  const read = new Map<string, unknown>();
  for (const { name, bytes, sha256 } of parts) {
    if (!entries.names.includes(name)) return unreadable("changed", name);
    const content = await entries.read(name);
    if (!content.ok) return content;
    const sum = createHash("sha256").update(content.value).digest("hex");
    if (content.value.length !== bytes || sum !== sha256) return unreadable("changed", name);
    const part = parsePart(name, content.value);
    if (part === undefined) return unreadable("content", name);
    read.set(name, part.value);
  }
  return ok(read);
}
