import { readPageFiles, type PageFiles } from "../core/shell/page-files.ts";
import { StartError } from "#shared/start-error.ts";
import { join } from "node:path";

/**
 * Reads the same page as in Electron, with one more script before its own: it provides the
 * transport that the preload provides in Electron. Throws StartError if the page has not been
 * built.
 */
export function pageWithTransport(dist: string): PageFiles {
  const files = new Map(readBuilt(join(dist, "renderer")));
  for (const [path, file] of readBuilt(join(dist, "browser"))) files.set(path, file);
  const index = files.get("/index.html");
  if (index === undefined) throw notBuilt;
  const html = index.body.toString().replace("<script", '<script src="/carddesk-transport.js"></script><script');
  return files.set("/index.html", { ...index, body: Buffer.from(html) });
}

const notBuilt = new StartError("the page is not built; run: npm run build");

function readBuilt(directory: string): PageFiles {
  try {
    return readPageFiles(directory);
  } catch (error) {
    throw error instanceof Error && "code" in error && error.code === "ENOENT" ? notBuilt : error;
  }
}
