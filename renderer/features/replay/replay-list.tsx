import { memo, type ReactNode } from "react";
import { useStore } from "zustand";
import { Button } from "../../components/button.tsx";
import { Disclosure } from "../../components/disclosure.tsx";
import { useWords } from "../../desk/words.ts";
import { entryText } from "./entry-text.ts";
import type { Player } from "./player.ts";
import { entryAt, type Entry } from "./timeline.ts";

/**
 * Entries that are listed on each side of the current one: a long list would make every step slow.
 */
const around = 100;

/** The entries around the current one, in order of time, with the content of each exchange. */
export function ReplayList({ player }: { readonly player: Player }): ReactNode {
  const { say } = useWords();
  const { position, names } = useStore(player.state);
  const { entries } = player;
  const at = entryAt(entries, position);
  const from = Math.max(0, at - around);
  const shown = entries.slice(from, at + around);

  return (
    <ol className="replay-list" aria-label={say("replay.list")} start={from + 1}>
      {shown.map((entry, offset) => (
        <li
          key={entry.index}
          ref={from + offset === at ? reveal : null}
          className="replay-entry"
          data-kind={entry.error === null ? entry.item.kind : "error"}
          aria-current={from + offset === at ? "step" : undefined}
        >
          <Line entry={entry} name={names.get(entry.index) ?? ""} goTo={player.goTo} />
        </li>
      ))}
    </ol>
  );
}

interface LineProps {
  readonly entry: Entry;
  readonly name: string;
  readonly goTo: (position: number) => Promise<void>;
}

const Line = memo(function Line({ entry, name, goTo }: LineProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const { item, index, stop } = entry;
  const text = entryText(entry, new Map(name === "" ? [] : [[index, name]]), words);
  const said = saidIn(entry);
  return (
    <>
      <time className="replay-time">{clock(item.at)}</time>
      <span className="replay-what">{text}</span>
      <Button kind="quiet" label={say("replay.goToThis", { what: text })} onPress={() => void goTo(stop)}>
        {say("replay.goTo")}
      </Button>
      {said === null ? null : (
        <Disclosure title={say("replay.said")}>
          <pre className="replay-said">{said}</pre>
        </Disclosure>
      )}
    </>
  );
});

const reveal = (line: HTMLElement | null): void => line?.scrollIntoView({ block: "nearest" });

/** Returns the time since the recording began as minutes and seconds; `at` is in milliseconds. */
function clock(at: number): string {
  const seconds = Math.floor(at / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * Returns the content of an exchange with its trace id, of a bridge message or an error, as JSON.
 */
function saidIn({ item, error }: Entry): string | null {
  if (item.kind === "exchange") {
    const { trace, call, input, outcome } = item;
    return json({ trace, call, input, outcome });
  }
  if (item.kind === "bridge") return json(item.message);
  return error === null ? null : json(error);
}

const json = (value: unknown): string => JSON.stringify(value, null, 2) ?? "";
