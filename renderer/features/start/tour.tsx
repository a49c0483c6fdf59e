import { useState, type ReactNode } from "react";
import { Button } from "../../components/button.tsx";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { StartPanel } from "./start-panel.tsx";

const stops = ["tour.find", "tour.act", "tour.confirm", "tour.help"] as const;

/** The program in four sentences, until an operator ends the tour on this machine. */
export function Tour(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const settings = useCore((core) => core.settings);
  const [at, setAt] = useState(0);
  const { run, refused } = useCommand();
  const stop = stops[at];
  if (settings.tourEnded || stop === undefined) return null;
  const isLast = at === stops.length - 1;
  return (
    <StartPanel
      title={say("tour.title")}
      more={<span className="quiet">{say("tour.place", { place: at + 1, count: stops.length })}</span>}
    >
      <p aria-live="polite">{say(stop)}</p>
      {refused === null ? null : <ErrorBox error={refused} />}
      <div className="buttons">
        {at === 0 ? null : <Button onPress={() => setAt(at - 1)}>{say("wizard.back")}</Button>}
        {isLast ? null : (
          <Button kind="primary" onPress={() => setAt(at + 1)}>
            {say("tour.more")}
          </Button>
        )}
        <Button onPress={() => void run(() => client.app.saveSettings({ tourEnded: true }))}>{say("tour.end")}</Button>
      </div>
    </StartPanel>
  );
}
