import { useState, type ReactNode } from "react";
import type { Ref } from "#shared/domain/ref.ts";
import type { HistoryEntry } from "#shared/idm/object.ts";
import { download } from "../../../parts/download.ts";
import { copyText } from "../../../desk/copy-text.ts";
import { useWords } from "../../../desk/words.ts";
import { Button } from "../../../components/button.tsx";
import { fileName, historyCsv, historyJson } from "./export.ts";
import type { HistoryFilter } from "./history-filter.ts";
import type { ObjectHistory } from "./history-store.ts";
import { textOf } from "./entry-text.ts";

interface HistoryToolsProps {
  readonly object: Ref;
  readonly filter: HistoryFilter;
  readonly history: ObjectHistory;
  /** Returns the entries that pass the filter. */
  readonly filtered: (all: readonly HistoryEntry[]) => HistoryEntry[];
}

type Progress = "idle" | "reading" | "copied" | "created" | "failed";

/** Copy and export of all entries that pass the filter; reads the missing pages first. */
export function HistoryTools({ object, filter, history, filtered }: HistoryToolsProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const [progress, setProgress] = useState<Progress>("idle");

  async function withAll(work: (entries: HistoryEntry[]) => Promise<Progress> | Progress): Promise<void> {
    setProgress("reading");
    const all = await history.readWhole();
    // The history shows its own error below.
    setProgress(all === null ? "idle" : await work(filtered(all)));
  }

  const copy = (): Promise<void> =>
    withAll(async (entries) => {
      const text = entries.map((entry) => textOf(entry, words)).join("\n");
      return (await copyText(text)) ? "copied" : "failed";
    });
  const saveCsv = (): Promise<void> =>
    withAll((entries) => {
      download(fileName(object, "csv"), "text/csv", historyCsv(entries, words));
      return "created";
    });
  const saveJson = (): Promise<void> =>
    withAll((entries) => {
      download(fileName(object, "json"), "application/json", historyJson(object, filter, entries));
      return "created";
    });

  const isBusy = progress === "reading";
  const said = {
    idle: "",
    reading: say("history.readingAll", { read: history.entries?.length ?? 0 }),
    copied: say("error.copied"),
    created: say("history.created"),
    failed: say("history.copyFailed"),
  };
  return (
    <div className="buttons history-tools">
      <Button kind="quiet" isPending={isBusy} onPress={() => void copy()}>
        {say("history.copy")}
      </Button>
      <Button kind="quiet" isPending={isBusy} onPress={() => void saveCsv()}>
        {say("history.csv")}
      </Button>
      <Button kind="quiet" isPending={isBusy} onPress={() => void saveJson()}>
        {say("history.json")}
      </Button>
      <output className="quiet">{said[progress]}</output>
    </div>
  );
}
