import { readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";

/** One file of the page, ready to be sent. */
export interface PageFile {
  readonly body: Buffer;
  /** Media type, with charset where it is text. */
  readonly type: string;
}

/** The files of the page by the path of their URL, such as `/index.html`. */
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
 * Reads all files below `directory`. What is not in the map when the program starts is never served: no path of a file is
 * ever made from a URL, so there is nothing to break out of. Throws for a file whose type is not known here.
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

/** The file that a URL's path names; `/` is `/index.html`. A path that does not decode names none. */
export function findPageFile(files: PageFiles, pathname: string): PageFile | undefined {
  try {
    const decoded = decodeURIComponent(pathname);
    return files.get(decoded === "/" ? "/index.html" : decoded);
  } catch {
    return undefined;
  }
}
