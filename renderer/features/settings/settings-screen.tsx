import { useId, useState, type ReactNode } from "react";
import { languages, themes, type Settings } from "#shared/ipc/app.ts";
import type { OperatorError } from "#shared/errors.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { languageOf } from "#shared/language-of.ts";
import { languageNames } from "../../desk/language.ts";
import { useWords } from "../../desk/words.ts";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { TextField } from "../../components/text-field.tsx";

type Saving = { readonly kind: "none" | "saved" } | { readonly kind: "failed"; readonly error: OperatorError };

/** Settings of this program on this machine; each takes effect at once. */
export function SettingsScreen(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const settings = useCore((core) => core.settings);
  const info = useCore((core) => core.info);
  const [saving, setSaving] = useState<Saving>({ kind: "none" });
  /** Minutes while they are typed; what was saved, here or in another window, otherwise. */
  const [typed, setTyped] = useState<string | null>(null);
  const minutes = typed ?? String(settings.idleMinutes);
  const about = useId();
  const isWrong = minutesOf(minutes) === null;
  const system = languageNames[languageOf({ ...settings, language: null }, info)];
  const themeNames = {
    system: "settings.themeSystem",
    light: "settings.themeLight",
    dark: "settings.themeDark",
  } as const;

  async function save(change: Partial<Settings>): Promise<boolean> {
    const saved = await client.app.saveSettings({ ...settings, ...change });
    setSaving(saved.ok ? { kind: "saved" } : { kind: "failed", error: saved.error });
    return saved.ok;
  }

  async function changeMinutes(text: string): Promise<void> {
    setTyped(text);
    const idleMinutes = minutesOf(text);
    if (idleMinutes !== null && (await save({ idleMinutes }))) setTyped((now) => (now === text ? null : now));
  }

  return (
    <section className="narrow" aria-label={say("settings.title")}>
      <FocusedHeading level={1}>{say("settings.title")}</FocusedHeading>
      <div className="panel stack">
        <SelectField
          label={say("settings.language")}
          value={settings.language ?? ""}
          placeholder={say("settings.languageSystem", { language: system })}
          choices={languages.map((value) => ({ value, label: languageNames[value] }))}
          onChange={(value) => void save({ language: languages.find((known) => known === value) ?? null })}
        />
        <SelectField
          label={say("settings.theme")}
          value={settings.theme}
          choices={themes.map((value) => ({ value, label: say(themeNames[value]) }))}
          onChange={(value) => void save({ theme: themes.find((known) => known === value) ?? "system" })}
        />
        <TextField
          label={say("settings.idle")}
          type="number"
          value={minutes}
          onChange={(text) => void changeMinutes(text)}
          hint={say("settings.idleRange")}
          fault={isWrong ? say("settings.idleRange") : null}
        />
        <output>{saving.kind === "saved" && !isWrong ? say("settings.saved") : ""}</output>
        {saving.kind === "failed" ? <ErrorBox error={saving.error} /> : null}
      </div>
      <section className="panel" aria-labelledby={about}>
        <h2 id={about}>{say("settings.about")}</h2>
        <dl className="fields">
          <div className="fields-pair">
            <dt>{say("settings.version")}</dt>
            <dd>
              {say("app.name")} {info.version}
            </dd>
          </div>
          <div className="fields-pair">
            <dt>{say("settings.backEnd")}</dt>
            <dd>{info.idm.url}</dd>
          </div>
        </dl>
      </section>
    </section>
  );
}

/** Minutes as the settings allow them, null for anything else. */
function minutesOf(text: string): number | null {
  const minutes = Number(text);
  return /^\d+$/.test(text) && minutes >= 1 && minutes <= 240 ? minutes : null;
}
