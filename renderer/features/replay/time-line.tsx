import { useMemo, useState, type ReactNode } from "react";
import { useStore } from "zustand";
import { useWords } from "../../desk/words.ts";
import { entryText } from "./entry-text.ts";
import type { Player } from "./player.ts";
import { entryAt, type Entry } from "./timeline.ts";

/** Places for marks: more of them would be one band of colour. */
const places = 200;
/** Kinds by rising precedence: several entries in one place show the last of theirs. */
const kinds = ["exchange", "bridge", "press", "error"] as const;
type Kind = (typeof kinds)[number];

/**
 * The time line from beginning to end, one step per entry, with a mark for each press, message and
 * error.
 */
export function TimeLine({ player }: { readonly player: Player }): ReactNode {
  const words = useWords();
  const { say } = words;
  const { position, names } = useStore(player.state);
  const { entries } = player;
  const at = entryAt(entries, position);
  /** Index of the entry at the thumb while it is dragged. */
  const [wanted, setWanted] = useState<number | null>(null);
  const value = (wanted ?? at) + 1;
  const entry = entries[value - 1];
  const marks = useMemo(() => marksOf(entries), [entries]);

  function go(): void {
    if (wanted === null) return;
    setWanted(null);
    void player.goTo(entries[wanted]?.stop ?? entries[0]?.index ?? 0);
  }

  return (
    <div className="replay-line">
      <svg className="replay-marks" viewBox={`0 0 ${places} 10`} preserveAspectRatio="none" aria-hidden="true">
        {marks.map(([place, kind]) => (
          <rect
            key={place}
            className={`replay-mark-${kind}`}
            x={place}
            y={kind === "error" ? 0 : 3}
            width="1"
            height="10"
          />
        ))}
      </svg>
      <input
        type="range"
        className="replay-range"
        aria-label={say("replay.position")}
        aria-valuetext={entry === undefined ? say("replay.atBegin") : entryText(entry, names, words)}
        min={0}
        max={entries.length}
        value={value}
        onChange={(event) => setWanted(Number(event.target.value) - 1)}
        onPointerUp={go}
        onKeyUp={go}
        onBlur={go}
      />
    </div>
  );
}

function marksOf(entries: readonly Entry[]): [number, Kind][] {
  const marks = new Map<number, Kind>();
  for (const [at, { item, error }] of entries.entries()) {
    const place = Math.floor(((at + 1) / (entries.length + 1)) * places);
    const kind = kinds.find((known) => known === (error === null ? item.kind : "error")) ?? "exchange";
    const there = marks.get(place) ?? kind;
    marks.set(place, kinds.indexOf(kind) > kinds.indexOf(there) ? kind : there);
  }
  return [...marks];
}
