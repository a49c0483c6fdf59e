import "./replay.css";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { useStore } from "zustand";
import { Button } from "../../components/button.tsx";
import { ErrorLine } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { entryText } from "./entry-text.ts";
import type { Replay } from "./open-replay.ts";
import type { Player } from "./player.ts";
import { ReplayList } from "./replay-list.tsx";
import { TargetMark } from "./target-mark.tsx";
import { TimeLine } from "./time-line.tsx";
import { entryAt, firstError } from "./timeline.ts";

/**
 * The foot of every screen while a recording is played: its time and version, the position, and the
 * controls to play, step and leave.
 */
export function ReplayBar({ replay: { player, place } }: { readonly replay: Replay }): ReactNode {
  const { say, dateTime } = useWords();
  const [isListOpen, setListOpen] = useState(false);
  const bar = useRef<HTMLElement>(null);

  useEffect(() => {
    void begin(player, bar.current);
  }, [player]);

  return createPortal(
    <>
      <TargetMark player={player} />
      <section ref={bar} className="replay" aria-label={say("replay.title")}>
        <header className="replay-head">
          <p className="replay-title">
            <strong className="mark replay-mark">{say("replay.title")}</strong>
            {say("replay.of", { time: dateTime(player.recording.startedAt), version: player.played.program })}
          </p>
          <Ways player={player} />
        </header>
        <TimeLine player={player} />
        <div className="replay-foot">
          <Steps player={player} isListOpen={isListOpen} onList={() => setListOpen(!isListOpen)} />
          <Now player={player} />
        </div>
        {isListOpen ? <ReplayList player={player} /> : null}
      </section>
    </>,
    place,
  );
}

/** Plays to the position that the page was reloaded for, but at least to the first entry. */
async function begin(player: Player, bar: HTMLElement | null): Promise<void> {
  await player.goTo(Math.max(player.played.target, player.entries[0]?.index ?? 0));
  if (document.activeElement === document.body || bar?.contains(document.activeElement) !== true)
    bar?.querySelector<HTMLElement>(".replay-step")?.querySelector("button")?.focus();
}

interface StepsProps {
  readonly player: Player;
  readonly isListOpen: boolean;
  readonly onList: () => void;
}

function Steps({ player, isListOpen, onList }: StepsProps): ReactNode {
  const { say } = useWords();
  const { position, playing } = useStore(player.state);
  const isPlaying = playing !== "no";
  const isAtBegin = position <= (player.entries[0]?.index ?? 0);
  const isAtEnd = position >= player.recording.items.length;
  const press = (run: () => Promise<void>, isBlocked: boolean) => (): void => {
    if (!isBlocked) void run();
  };
  return (
    <div className="replay-buttons">
      <Button isBlocked={isAtBegin || isPlaying} onPress={press(() => player.step(-1), isAtBegin || isPlaying)}>
        {say("replay.back")}
      </Button>
      <span className="replay-step">
        <Button
          kind="primary"
          isBlocked={isAtEnd || isPlaying}
          onPress={press(() => player.step(1), isAtEnd || isPlaying)}
        >
          {say("replay.step")}
        </Button>
      </span>
      {isPlaying ? (
        <Button onPress={() => player.pause()}>{say("replay.pause")}</Button>
      ) : (
        <Button isBlocked={isAtEnd} onPress={press(() => player.play("recorded"), isAtEnd)}>
          {say("replay.play")}
        </Button>
      )}
      <Button isBlocked={isAtEnd || isPlaying} onPress={press(() => player.play("fast"), isAtEnd || isPlaying)}>
        {say("replay.fast")}
      </Button>
      <FirstError player={player} isPlaying={isPlaying} />
      <Button onPress={onList}>{say(isListOpen ? "replay.closeList" : "replay.openList")}</Button>
    </div>
  );
}

function FirstError({ player, isPlaying }: { readonly player: Player; readonly isPlaying: boolean }): ReactNode {
  const { say } = useWords();
  if (firstError(player.entries) === null) return null;
  return (
    <Button isBlocked={isPlaying} onPress={() => isPlaying || void player.goToFirstError()}>
      {say("replay.firstError")}
    </Button>
  );
}

/** The entry that has just happened; screen readers announce it. */
function Now({ player }: { readonly player: Player }): ReactNode {
  const words = useWords();
  const { say } = words;
  const { position, names, missing, refused } = useStore(player.state);
  const at = entryAt(player.entries, position);
  const entry = player.entries[at];
  const what = entry === undefined ? say("replay.atBegin") : entryText(entry, names, words);
  return (
    <>
      <output className="replay-now">
        {say("replay.now", { step: at + 1, steps: player.entries.length, what })}
        {entry !== undefined && missing.has(entry.index) ? ` ${say("replay.missing")}` : null}
      </output>
      {refused === null ? null : <ErrorLine error={refused} />}
    </>
  );
}

/** The two ways out: the program as usual, or with its sandbox in the state of the recording. */
function Ways({ player }: { readonly player: Player }): ReactNode {
  const { say } = useWords();
  const [isAsking, setAsking] = useState(false);
  const { sandbox } = player.played;
  if (isAsking)
    return (
      <div className="replay-buttons">
        <p>{say("replay.continueAsk")}</p>
        <Button onPress={() => setAsking(false)}>{say("app.stay")}</Button>
        <Button kind="primary" onPress={() => void player.continueInSandbox()}>
          {say("replay.continueYes")}
        </Button>
      </div>
    );
  return (
    <div className="replay-buttons">
      {sandbox ? null : <span className="quiet">{say("replay.noSandbox")}</span>}
      <Button isBlocked={!sandbox} onPress={() => sandbox && setAsking(true)}>
        {say("replay.continue")}
      </Button>
      <Button onPress={() => void player.leave()}>{say("replay.leave")}</Button>
    </div>
  );
}
