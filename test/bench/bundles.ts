import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Row } from "./row.ts";

/**
 * Measures the size of the delivered files: the page, Electron's main and preload. Source maps are
 * not delivered.
 */
export function measureBundles(): Row[] {
  return ["renderer", "main", "preload"].map((name) => {
    const files = readdirSync(join("dist", name), { recursive: true, withFileTypes: true });
    const contents = files
      .filter((file) => file.isFile() && !file.name.endsWith(".map"))
      .map((file) => readFileSync(join(file.parentPath, file.name)));
    const size = (of: (content: Buffer) => number): number =>
      contents.reduce((sum, content) => sum + of(content), 0) / 1000;
    const packed = { what: "gzip", value: size((content) => gzipSync(content).length) };
    return { what: `bundle ${name}`, value: size((content) => content.length), unit: "kB", comparedWith: packed };
  });
}
