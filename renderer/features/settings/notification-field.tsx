import type { ReactNode } from "react";
import { ChoiceGroup } from "../../components/choice-group.tsx";
import { useCore } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { useLock } from "../../parts/managed.ts";
import type { Save } from "./save.ts";

/** Whether events are shown as desktop notifications; a page in a browser tab shows none. */
export function NotificationField({ save }: { readonly save: Save }): ReactNode {
  const { say } = useWords();
  const lock = useLock();
  const isOn = useCore((core) => core.settings.notifications);
  return (
    <>
      <ChoiceGroup
        label={say("settings.notifications")}
        value={isOn ? "on" : "off"}
        choices={[
          { value: "on", label: say("settings.notificationsOn") },
          { value: "off", label: say("settings.notificationsOff") },
        ]}
        lock={lock("notifications")}
        onChange={(chosen) => void save({ notifications: chosen === "on" })}
      />
      <p className="quiet">{say("settings.notificationsHint")}</p>
    </>
  );
}
