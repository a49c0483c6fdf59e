import { release, totalmem } from "node:os";
import type { AppInfo } from "#shared/ipc/app.ts";
import { isLoopback } from "#shared/loopback.ts";
import type { Sources } from "./sources.ts";

/**
 * Describes where the program runs: versions, sizes and languages; no name of a machine, a user or
 * a folder.
 */
export function environment({ program, info, ownAuthorities, settings, view }: Sources): object {
  const { node, electron, chrome, v8, sqlite, openssl } = process.versions;
  return {
    program,
    shell: info?.shell ?? null,
    runtime: { node, electron, chrome, v8, sqlite, openssl },
    system: {
      family: process.platform,
      // The builder of a kernel may add a name; only the figures in front are its version.
      version: /^[\d.]{1,30}/.exec(release())?.[0] ?? null,
      processor: process.arch,
      memoryInGigabytes: Math.round(totalmem() / 1e9),
    },
    secondsRunning: Math.round(process.uptime()),
    minutesFromUtc: -new Date().getTimezoneOffset(),
    language: { system: tagOf(info?.systemLanguage), chosen: settings.language },
    view,
    backEnd: info === null ? null : backEndOf(info, ownAuthorities),
  };
}

/** Describes the back end without its name, which would show whose it is. */
function backEndOf({ idm }: AppInfo, ownAuthorities: boolean): object {
  const url = URL.parse(idm.url);
  return {
    isSandbox: idm.sandbox,
    isEncrypted: url?.protocol === "https:",
    isThisMachine: url !== null && isLoopback(url),
    port: url?.port ?? null,
    ownAuthorities,
  };
}

/** Returns a BCP 47 tag; null for any other text. */
const tagOf = (tag = ""): string | null => (/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(tag) ? tag : null);
