import { useEffect, useState, type ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { SettingsFile } from "#shared/ipc/app.ts";
import { Notice } from "../components/notice.tsx";
import { useDesk } from "../desk/desk.ts";
import { useWords } from "../desk/words.ts";

/** Reports that the settings file could not be used at the start, and how it was handled. */
export function SettingsFileNotice(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const [file, setFile] = useState<SettingsFile>({ kind: "sound" });

  useEffect(() => {
    void read();
    async function read(): Promise<void> {
      const answer = await client.app.settingsFile();
      if (answer.ok) setFile(answer.value);
    }
  }, [client]);

  switch (file.kind) {
    case "sound":
      return null;
    case "kept-aside":
      return (
        <Notice tone="warning" title={say("settings.damaged")}>
          <p>{say("settings.damagedText", { file: file.file })}</p>
        </Notice>
      );
    case "newer":
      return (
        <Notice tone="warning" title={say("settings.newer")}>
          <p>{say("settings.newerText")}</p>
        </Notice>
      );
    default:
      return assertNever(file);
  }
}
