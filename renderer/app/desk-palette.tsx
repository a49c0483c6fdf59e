import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { Result } from "#shared/errors.ts";
import type { Operator } from "#shared/idm/session.ts";
import { themes } from "#shared/ipc/app.ts";
import { useDesk } from "../desk/desk.ts";
import { recentObjects } from "../desk/recent.ts";
import { themeNames } from "../desk/theme-names.ts";
import { useToast } from "../desk/toasts.tsx";
import { useWords } from "../desk/words.ts";
import { areasOf, keysOf, starts } from "./areas.ts";
import { Palette } from "./palette.tsx";

interface DeskPaletteProps {
  readonly operator: Operator;
  readonly onHelp: () => void;
  readonly onClose: () => void;
}

/**
 * The palette of this operator: recent objects, areas and actions. None of them changes an object.
 */
export function DeskPalette({ operator, onHelp, onClose }: DeskPaletteProps): ReactNode {
  const desk = useDesk();
  const { client, navigation } = desk;
  const { say } = useWords();
  const recent = useStore(recentObjects(desk), ({ list }) => list);
  const tell = useToast();
  const { go } = navigation.getState();

  async function run(send: () => Promise<Result<unknown>>): Promise<void> {
    const answer = await send();
    if (!answer.ok) tell(say(`error.${answer.error.code}.happened`));
  }

  return (
    <Palette
      onClose={onClose}
      sections={[
        {
          title: say("start.recent"),
          items: recent.map(({ ref, label, person }) => ({
            id: `object ${ref.type} ${ref.id}`,
            title: label,
            note: person,
            keys: null,
            run: () => go({ screen: "object", ref }),
          })),
        },
        {
          title: say("app.navigation"),
          items: areasOf(operator.roles).map((area) => ({
            id: `area ${area}`,
            title: say(`area.${area}`),
            note: null,
            keys: keysOf[area],
            run: () => go(starts[area]),
          })),
        },
        {
          title: say("palette.actions"),
          items: [
            { id: "help", title: say("help.title"), note: null, keys: ["F1"], run: onHelp },
            { id: "lock", title: say("menu.lock"), note: null, keys: null, run: () => void run(client.session.lock) },
            ...themes.map((theme) => ({
              id: `theme ${theme}`,
              title: say("palette.theme", { theme: say(themeNames[theme]) }),
              note: null,
              keys: null,
              run: () => void run(() => client.app.saveSettings({ theme })),
            })),
          ],
        },
      ]}
    />
  );
}
