import { join } from "node:path";
import type { BundlePart } from "#shared/ipc/bundle.ts";
import type { OfflineState } from "#shared/ipc/offline.ts";
import { versionInFile } from "../../store/version-in-file.ts";
import { environment } from "./environment.ts";
import { readLog } from "./read-log.ts";
import type { Sources } from "./sources.ts";
import { jsonPart, type Parts } from "./write.ts";

/** Collects the parts of a bundle: only words of the program, figures and stand-ins. */
export function collectParts(sources: Sources): Parts {
  const { directory, settings, recording, health } = sources;
  const parts: [BundlePart, object | null][] = [
    ["recording.json", recording],
    ["environment.json", environment(sources)],
    ["settings.json", settings],
    ["journal.json", journalPart(sources)],
    ["health.json", health],
  ];
  const known = parts.flatMap(([name, value]): [BundlePart, Buffer][] =>
    value === null ? [] : [[name, jsonPart(value)]],
  );
  return new Map([...known, ["log.jsonl", readLog(directory)]]);
}

/** Describes the shape of the journal and of the working set. */
function journalPart({ store, offline, journals }: Sources): object {
  return {
    /** Format of the database; 0: there is none, null: it cannot be read. */
    format: versionOf(store),
    ...(offline === null ? {} : offlineShape(offline)),
    ...journals,
  };
}

function versionOf(directory: string): number | null {
  try {
    return versionInFile(join(directory, "offline.db"));
  } catch {
    return null;
  }
}

function offlineShape({ working, workingSet, sync, keptAside }: OfflineState): object {
  return {
    working,
    workingSet: workingSet.kind,
    ...(workingSet.kind === "taken" ? { access: workingSet.access, objects: workingSet.objects } : {}),
    ...(workingSet.kind === "unavailable" || workingSet.kind === "failed" ? { error: workingSet.error.code } : {}),
    sync: sync.kind,
    keptAside: keptAside !== null,
  };
}
