import { readFile } from "node:fs/promises";
import { arch, release, type } from "node:os";
import { z } from "zod";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { apiVersion } from "#shared/idm/api.ts";
import { buildSchema, licencesSchema, type AboutProgram } from "#shared/ipc/about.ts";
import type { Handlers } from "#shared/ipc/types.ts";

const fileSchema = z.object({ build: buildSchema, licences: licencesSchema });

/** The runtimes that support asks for, by their names in `process.versions`. */
const runtimes = { electron: "Electron", chrome: "Chromium", node: "Node.js", sqlite: "SQLite" } as const;

/**
 * Makes the handlers that answer the build, the runtimes and the licences. `file`: the `about.json`
 * of the build.
 */
export function aboutHandlers(file: string): Pick<Handlers["app"], "about" | "licences"> {
  const read = async (): Promise<z.infer<typeof fileSchema> | null> => {
    try {
      return fileSchema.parse(JSON.parse(await readFile(file, "utf8")));
    } catch {
      return null;
    }
  };
  return {
    async about() {
      const build = (await read())?.build ?? { commit: null, date: null };
      return ok({ build, runtime: runtimeNow(), api: apiVersion });
    },
    async licences() {
      const about = await read();
      return about === null ? fail(operatorError("client-fault", {}, "about.json")) : ok(about.licences);
    },
  };
}

function runtimeNow(): AboutProgram["runtime"] {
  const versions = Object.entries(runtimes).map(([key, name]) => ({ name, version: process.versions[key] }));
  const known = versions.flatMap(({ name, version }) => (version === undefined ? [] : [{ name, version }]));
  return [...known, { name: type(), version: `${release()} (${arch()})` }];
}
