import { useMemo, type ReactNode } from "react";
import { timeFormats } from "#shared/ipc/app.ts";
import { ChoiceGroup } from "../../components/choice-group.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { useCore } from "../../desk/desk.ts";
import { regionChoices, systemRegion } from "../../desk/language.ts";
import { useWords } from "../../desk/words.ts";
import { useLock } from "../../parts/managed.ts";
import type { Save } from "./save.ts";

/** How dates, times and numbers are written, with an example. */
export function RegionFields({ save }: { readonly save: Save }): ReactNode {
  const { say, locale, dateTime } = useWords();
  const lock = useLock();
  const { region, timeFormat } = useCore((core) => core.settings);
  const info = useCore((core) => core.info);
  const choices = useMemo(() => regionChoices(locale), [locale]);
  const system = systemRegion(locale, info);
  return (
    <>
      <SelectField
        label={say("settings.region")}
        value={region ?? ""}
        placeholder={system === null ? say("settings.themeSystem") : say("settings.regionSystem", { region: system })}
        choices={choices}
        lock={lock("region")}
        onChange={(chosen) => void save({ region: chosen === "" ? null : chosen })}
      />
      <ChoiceGroup
        label={say("settings.timeFormat")}
        value={timeFormat}
        choices={timeFormats.map((value) => ({ value, label: say(`settings.timeFormat.${value}`) }))}
        lock={lock("timeFormat")}
        onChange={(chosen) => void save({ timeFormat: chosen })}
      />
      <p className="quiet">
        {say("settings.regionExample", {
          time: dateTime("2026-11-24T13:35:00Z"),
          number: new Intl.NumberFormat(locale).format(12_345.6),
        })}
      </p>
    </>
  );
}
