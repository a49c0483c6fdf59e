import "./settings.css";
import { useId, useState, type ReactNode } from "react";
import { densities, themes, type Settings } from "#shared/ipc/app.ts";
import type { OperatorError } from "#shared/errors.ts";
import { useAbout } from "../../desk/about-link.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { languageOf } from "#shared/language-of.ts";
import { languageChoices, languageNames } from "../../desk/language.ts";
import { themeNames } from "../../desk/theme-names.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { ChoiceGroup } from "../../components/choice-group.tsx";
import { Screen } from "../../components/screen.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { TextField } from "../../components/text-field.tsx";

type Saving = { readonly kind: "none" | "saved" } | { readonly kind: "failed"; readonly error: OperatorError };

const densityNames = { comfortable: "settings.densityComfortable", compact: "settings.densityCompact" } as const;

/** Settings of this program on this machine; each takes effect at once. */
export function SettingsScreen(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const openAbout = useAbout();
  const settings = useCore((core) => core.settings);
  const info = useCore((core) => core.info);
  const [saving, setSaving] = useState<Saving>({ kind: "none" });
  /** Minutes while they are typed; what was saved, here or in another window, otherwise. */
  const [typed, setTyped] = useState<string | null>(null);
  const minutes = typed ?? String(settings.idleMinutes);
  const isWrong = minutesOf(minutes) === null;
  const choices = languageChoices(info);
  const system = languageNames[languageOf({ ...settings, language: null }, info)];

  async function save(change: Partial<Settings>): Promise<boolean> {
    const saved = await client.app.saveSettings(change);
    setSaving(saved.ok ? { kind: "saved" } : { kind: "failed", error: saved.error });
    return saved.ok;
  }

  async function changeMinutes(text: string): Promise<void> {
    setTyped(text);
    const idleMinutes = minutesOf(text);
    if (idleMinutes !== null && (await save({ idleMinutes }))) setTyped((now) => (now === text ? null : now));
  }

  return (
    <Screen title={say("settings.title")}>
      {saving.kind === "failed" ? <ErrorBox error={saving.error} /> : null}
      <div className="settings">
        <Group title={say("settings.appearance")}>
          <SelectField
            label={say("settings.language")}
            value={settings.language ?? ""}
            placeholder={say("settings.languageSystem", { language: system })}
            choices={choices}
            onChange={(chosen) => void save({ language: choices.find(({ value }) => value === chosen)?.value ?? null })}
          />
          <SelectField
            label={say("settings.theme")}
            value={settings.theme}
            choices={themes.map((value) => ({ value, label: say(themeNames[value]) }))}
            onChange={(value) => void save({ theme: themes.find((known) => known === value) ?? "system" })}
          />
          <ChoiceGroup
            label={say("settings.density")}
            value={settings.density}
            choices={densities.map((value) => ({ value, label: say(densityNames[value]) }))}
            onChange={(density) => void save({ density })}
          />
        </Group>
        <Group title={say("settings.security")}>
          <TextField
            label={say("settings.idle")}
            type="number"
            value={minutes}
            onChange={(text) => void changeMinutes(text)}
            hint={say("settings.idleRange")}
            fault={isWrong ? say("settings.idleFault") : null}
          />
        </Group>
        <Group title={say("settings.about")}>
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
          <div className="buttons">
            <Button onPress={openAbout}>{say("about.title")}</Button>
          </div>
        </Group>
      </div>
      <output className="quiet">
        {say(saving.kind === "saved" && !isWrong ? "settings.saved" : "settings.atOnce")}
      </output>
    </Screen>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className="stack">{children}</div>
    </section>
  );
}

/** Minutes as the settings allow them, null for anything else. */
function minutesOf(text: string): number | null {
  const minutes = Number(text);
  return /^\d+$/.test(text) && minutes >= 1 && minutes <= 240 ? minutes : null;
}
