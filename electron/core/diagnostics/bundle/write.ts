import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";
import { bundleFormat, bundleParts, manifestName, type BundlePart, type Manifest } from "#shared/ipc/bundle.ts";

/** The content of each part that goes into a bundle. */
export type Parts = ReadonlyMap<BundlePart, Buffer>;

export interface MadeBy {
  /** Version of the program. */
  readonly program: string;
  readonly at: Date;
}

/** Writes the parts into a zip, with the manifest that lists them. */
export async function writeBundle(parts: Parts, { program, at }: MadeBy): Promise<Buffer> {
  const present = bundleParts.flatMap((name) => {
    const content = parts.get(name);
    return content === undefined ? [] : [{ name, content }];
  });
  const manifest: Manifest = {
    format: bundleFormat,
    program,
    createdAt: at.toISOString(),
    parts: present.map(({ name, content }) => ({
      name,
      bytes: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
    })),
  };
  const zip = new ZipFile();
  const whole = buffer(zip.outputStream);
  const options = { mtime: at, mode: 0o100_600 };
  zip.addBuffer(jsonPart(manifest), manifestName, options);
  for (const { name, content } of present) zip.addBuffer(content, name, options);
  zip.end();
  return whole;
}

/** Writes a value as the content of a part, one value on each line, so that people can read it. */
export const jsonPart = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
