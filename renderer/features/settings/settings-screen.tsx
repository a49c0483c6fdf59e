import "./settings.css";
import { useId, useState, type ReactNode } from "react";
import { densities, logLevels, themes } from "#shared/ipc/app.ts";
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
import { useLock } from "../../parts/managed.ts";
import { SettingsFileNotice } from "../../parts/settings-file-notice.tsx";
import { NotificationField } from "./notification-field.tsx";
import { RegionFields } from "./region-fields.tsx";
import type { Save } from "./save.ts";

type Saving = { readonly kind: "none" | "saved" } | { readonly kind: "failed"; readonly error: OperatorError };

interface SettingsScreenProps {
  /** The section of the environments, a part of its own. */
  readonly environments: ReactNode;
  /** Beside the heading. */
  readonly children?: ReactNode;
}

const densityNames = { comfortable: "settings.densityComfortable", compact: "settings.densityCompact" } as const;

/** Settings of this program on this machine; each takes effect at once. */
export function SettingsScreen({ environments, children }: SettingsScreenProps): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const shell = useCore((core) => core.info.shell);
  const [saving, setSaving] = useState<Saving>({ kind: "none" });

  const save: Save = async (change) => {
    const saved = await client.app.saveSettings(change);
    setSaving(saved.ok ? { kind: "saved" } : { kind: "failed", error: saved.error });
    return saved.ok;
  };

  return (
    <Screen title={say("settings.title")} actions={children}>
      <SettingsFileNotice />
      {saving.kind === "failed" ? <ErrorBox error={saving.error} /> : null}
      <output className="quiet">{say(saving.kind === "saved" ? "settings.saved" : "settings.atOnce")}</output>
      <div className="settings">
        <Group title={say("settings.appearance")}>
          <AppearanceFields save={save} />
        </Group>
        <Group title={say("settings.regionTitle")}>
          <RegionFields save={save} />
        </Group>
        <div className="settings-wide">
          <Group title={say("environments.title")}>{environments}</Group>
        </div>
        <Group title={say("settings.security")}>
          <IdleField save={save} onFault={() => setSaving({ kind: "none" })} />
        </Group>
        {shell === "electron" ? (
          <Group title={say("settings.desktop")}>
            <NotificationField save={save} />
          </Group>
        ) : null}
        <Group title={say("settings.diagnostics")}>
          <LogField save={save} />
        </Group>
        <Group title={say("settings.about")}>
          <About />
        </Group>
      </div>
    </Screen>
  );
}

function AppearanceFields({ save }: { readonly save: Save }): ReactNode {
  const { say } = useWords();
  const lock = useLock();
  const settings = useCore((core) => core.settings);
  const info = useCore((core) => core.info);
  const choices = languageChoices(info);
  const system = languageNames[languageOf({ ...settings, language: null }, info)];
  return (
    <>
      <SelectField
        label={say("settings.language")}
        value={settings.language ?? ""}
        placeholder={say("settings.languageSystem", { language: system })}
        choices={choices}
        lock={lock("language")}
        onChange={(chosen) => void save({ language: choices.find(({ value }) => value === chosen)?.value ?? null })}
      />
      <SelectField
        label={say("settings.theme")}
        value={settings.theme}
        choices={themes.map((value) => ({ value, label: say(themeNames[value]) }))}
        lock={lock("theme")}
        onChange={(value) => void save({ theme: themes.find((known) => known === value) ?? "system" })}
      />
      <ChoiceGroup
        label={say("settings.density")}
        value={settings.density}
        choices={densities.map((value) => ({ value, label: say(densityNames[value]) }))}
        lock={lock("density")}
        onChange={(density) => void save({ density })}
      />
    </>
  );
}

interface IdleFieldProps {
  readonly save: Save;
  /** Called if the typed value cannot be saved. */
  readonly onFault: () => void;
}

function IdleField({ save, onFault }: IdleFieldProps): ReactNode {
  const { say } = useWords();
  const lock = useLock();
  const { idleMinutes } = useCore((core) => core.settings);
  /** Minutes while they are typed; null: those that were saved, here or in another window. */
  const [typed, setTyped] = useState<string | null>(null);
  const minutes = typed ?? String(idleMinutes);

  async function change(text: string): Promise<void> {
    setTyped(text);
    const idleMinutes = minutesOf(text);
    if (idleMinutes === null) onFault();
    else if (await save({ idleMinutes })) setTyped((now) => (now === text ? null : now));
  }

  return (
    <TextField
      label={say("settings.idle")}
      type="number"
      value={minutes}
      onChange={(text) => void change(text)}
      hint={say("settings.idleRange")}
      fault={minutesOf(minutes) === null ? say("settings.idleFault") : null}
      lock={lock("idleMinutes")}
    />
  );
}

function LogField({ save }: { readonly save: Save }): ReactNode {
  const { say } = useWords();
  const lock = useLock();
  const { logLevel } = useCore((core) => core.settings);
  return (
    <SelectField
      label={say("settings.logLevel")}
      value={logLevel}
      choices={logLevels.map((value) => ({ value, label: say(`settings.logLevel.${value}`) }))}
      hint={say("settings.logLevelHint")}
      lock={lock("logLevel")}
      onChange={(chosen) => void save({ logLevel: logLevels.find((known) => known === chosen) ?? "info" })}
    />
  );
}

function About(): ReactNode {
  const { say } = useWords();
  const openAbout = useAbout();
  const info = useCore((core) => core.info);
  return (
    <>
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
    </>
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

/** Returns the minutes if the settings allow them (1 to 240), null for anything else. */
function minutesOf(text: string): number | null {
  const minutes = Number(text);
  return /^\d+$/.test(text) && minutes >= 1 && minutes <= 240 ? minutes : null;
}
