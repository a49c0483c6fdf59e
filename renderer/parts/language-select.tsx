import type { ReactNode } from "react";
import { pseudoLocale } from "#shared/ipc/app.ts";
import { languageOf } from "#shared/language-of.ts";
import { SelectField } from "../components/select-field.tsx";
import { useCore, useDesk } from "../desk/desk.ts";
import { ErrorBox } from "../desk/error-box.tsx";
import { isPseudo, languageChoices } from "../desk/language.ts";
import { useCommand } from "../desk/use-command.ts";
import { useWords } from "../desk/words.ts";
import { useLock } from "./managed.ts";

/** Selects the language before log-in; empty if the site has set it. */
export function LanguageSelect(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const settings = useCore((core) => core.settings);
  const info = useCore((core) => core.info);
  const { run, refused } = useCommand();
  const isLocked = useLock()("language") !== null;
  const choices = languageChoices(info);
  if (isLocked) return null;

  function choose(value: string): void {
    const language = choices.find((known) => known.value === value)?.value ?? null;
    void run(() => client.app.saveSettings({ language }));
  }

  return (
    <>
      <SelectField
        label={say("login.language")}
        isLabelHidden
        value={isPseudo(settings, info) ? pseudoLocale : languageOf(settings, info)}
        choices={choices}
        onChange={choose}
      />
      {refused === null ? null : <ErrorBox error={refused} />}
    </>
  );
}
