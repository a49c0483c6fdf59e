import { readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";

/** One file of the page in memory. */
export interface PageFile {
  readonly body: Buffer;
  /** Media type, with charset for text. */
  readonly type: string;
}

/** The files of the page by URL path, such as `/index.html`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/**
 * Reads all files below `directory`. Only files in this map are served, so no request can reach
 * another path. Throws for a file with an unknown media type.
 */
export function readPageFiles(directory: string): PageFiles {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        const type = types[extname(entry.name)];
        if (type === undefined) throw new Error(`A file of the page has no known media type: ${entry.name}`);
        return [file.slice(directory.length).split(sep).join("/"), { body: readFileSync(file), type }];
      }),
  );
}

/**
 * Finds the file that a URL's path names; `/` is `/index.html`. A path that does not decode names
 * none.
 */
export function findPageFile(files: PageFiles, pathname: string): PageFile | undefined {
  try {
    const decoded = decodeURIComponent(pathname);
    return files.get(decoded === "/" ? "/index.html" : decoded);
  } catch {
    return undefined;
  }
}
