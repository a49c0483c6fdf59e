import type { StoreApi } from "zustand";
import type { Recording, RecordingItem } from "#shared/ipc/recording.ts";
import type { ReplayState } from "#shared/ipc/replay.ts";
import type { Client } from "#shared/ipc/types.ts";
import type { OperatorError, Result } from "#shared/errors.ts";
import { elementName } from "../../desk/element-name.ts";
import { screenStore } from "../../desk/desk-store.ts";
import { readRoute, type Navigation } from "../../desk/navigation.ts";
import { drawn, enact, find } from "./enact.ts";
import { entriesOf, entryAt, firstError, type Entry } from "./timeline.ts";

export type Played = Extract<ReplayState, { kind: "on" }>;
type Press = Extract<RecordingItem, { kind: "press" }>;

/** Milliseconds to wait for the element of a press; `again`: if the previous one was not found. */
const bound = { first: 2_000, again: 200 } as const;
/** Milliseconds that the page may take to reach a route by itself. */
const routeBound = 400;
/**
 * Longest pause at the recorded speed, in milliseconds: a viewer does not wait through a lunch
 * break.
 */
const longestPause = 5_000;
/** Longest name in the list, in characters. */
const longestName = 60;
/** Milliseconds for which a target is marked before it is pressed at the recorded speed. */
const shownFor = 400;

interface PlayerState {
  /** Number of items that have happened. */
  readonly position: number;
  /** `fast`: without the pauses between the items. */
  readonly playing: "no" | "recorded" | "fast";
  /** The element of the next press, or of the one just played. */
  readonly target: HTMLElement | null;
  /** Indices of the entries whose element was not found. */
  readonly missing: ReadonlySet<number>;
  /** On-screen names of the pressed elements, by the index of the entry. */
  readonly names: ReadonlyMap<number, string>;
  readonly refused: OperatorError | null;
}

/**
 * Plays a recording on the page: repeats what was pressed, while the core repeats what was
 * answered.
 */
export interface Player {
  readonly recording: Recording;
  readonly played: Played;
  readonly entries: readonly Entry[];
  readonly state: StoreApi<PlayerState>;
  /** Goes to a position; an earlier one reloads the page. */
  readonly goTo: (position: number) => Promise<void>;
  /** Plays to the end, or until `pause`. */
  readonly play: (speed: "recorded" | "fast") => Promise<void>;
  readonly pause: () => void;
  /** Goes one entry forward or back. */
  readonly step: (by: 1 | -1) => Promise<void>;
  readonly goToFirstError: () => Promise<void>;
  readonly leave: () => Promise<void>;
  readonly continueInSandbox: () => Promise<void>;
}

export function createPlayer(
  client: Client,
  navigation: StoreApi<Navigation>,
  recording: Recording,
  played: Played,
): Player {
  const { items } = recording;
  const entries = entriesOf(recording, played.window);
  const state = screenStore<PlayerState>(() => ({
    position: 0,
    playing: "no",
    target: null,
    missing: new Set(),
    names: new Map(),
    refused: null,
  }));
  let isLost = false;
  let command = new AbortController();

  /** Aborts the previous command; returns the signal of the new one. */
  function begin(): AbortSignal {
    command.abort();
    command = new AbortController();
    return command.signal;
  }

  const isOwn = (item: RecordingItem): boolean =>
    (item.kind === "press" || item.kind === "route") && item.window === played.window;

  /** Lets the core play up to a position; returns its refusal, null if there was none. */
  async function happen(position: number): Promise<OperatorError | null> {
    const answer = await client.replay.to({ position });
    state.setState(answer.ok ? { position } : { refused: answer.error, playing: "no" });
    return answer.ok ? null : answer.error;
  }

  async function elementOf({ press, label }: Press): Promise<HTMLElement | null> {
    const isMeant = (element: HTMLElement): boolean => label === null || elementName(element) === label;
    const limit = isLost ? bound.again : bound.first;
    const element = (await find(press.target, isMeant, limit)) ?? (await find(press.target, () => true, 0));
    isLost = element === null;
    return element;
  }

  async function press(index: number, item: Press, isShown: boolean): Promise<void> {
    await drawn();
    const element = await elementOf(item);
    if (element === null) return state.setState(({ missing }) => ({ missing: new Set([...missing, index]) }));
    element.scrollIntoView({ block: "nearest" });
    state.setState(({ names }) => ({ target: element, names: new Map([...names, [index, shownName(element)]]) }));
    if (isShown) await pause(shownFor);
    const bar = document.activeElement;
    enact(element, item.press);
    await drawn();
    // The focus returns to the bar, so that the viewer's keys still work there.
    if (bar instanceof HTMLElement && !document.body.contains(bar)) bar.focus();
  }

  /**
   * Waits until the page has reached a route through what was pressed; otherwise navigates there.
   */
  async function arrive(recorded: unknown): Promise<void> {
    const route = readRoute(recorded);
    if (route === null) return;
    const isThere = (): boolean => JSON.stringify(navigation.getState().route) === JSON.stringify(route);
    for (const end = performance.now() + routeBound; !isThere() && performance.now() < end;) await drawn();
    if (!isThere()) navigation.getState().go(route);
  }

  async function forward(target: number, speed: "recorded" | "fast"): Promise<void> {
    const ended = begin();
    state.setState({ playing: speed });
    while (state.getState().position < target && !ended.aborted) {
      const { position } = state.getState();
      const own = speed === "recorded" ? position : items.findIndex((item, at) => at >= position && isOwn(item));
      const index = own === -1 ? target : Math.min(own, target);
      const item = index < target ? items[index] : undefined;
      if (speed === "recorded") await pause(Math.min(longestPause, (item?.at ?? 0) - (items[position - 1]?.at ?? 0)));
      if (ended.aborted) return;
      const refused = await happen(item === undefined ? target : index + 1);
      if (refused !== null) return;
      if (item?.kind === "press" && isOwn(item)) await press(index, item, speed === "recorded");
      if (item?.kind === "route" && isOwn(item)) await arrive(item.route);
    }
    if (ended.aborted) return;
    await drawn();
    await showNext();
    state.setState({ playing: "no" });
  }

  /** Marks the element of the next press, if it is on the screen already. */
  async function showNext(): Promise<void> {
    const { position } = state.getState();
    const next = entries[entryAt(entries, position) + 1]?.item;
    const target = next?.kind === "press" ? await find(next.press.target, () => true, 0) : null;
    state.setState({ target });
  }

  async function goTo(position: number): Promise<void> {
    if (position > state.getState().position) return forward(position, "fast");
    if (position === state.getState().position) return undefined;
    begin();
    const answer = await client.replay.aim({ position });
    if (answer.ok) navigation.getState().reload();
    else state.setState({ refused: answer.error });
  }

  async function end(ask: () => Promise<Result<null>>): Promise<void> {
    begin();
    state.setState({ playing: "no", refused: null });
    const answer = await ask();
    // On success the page is reloaded.
    if (!answer.ok) state.setState({ refused: answer.error });
  }

  return {
    recording,
    played,
    entries,
    state,
    goTo,
    play: (speed) => forward(items.length, speed),
    pause() {
      begin();
      state.setState({ playing: "no" });
    },
    async step(by) {
      const at = entryAt(entries, state.getState().position) + by;
      await goTo(entries[at]?.stop ?? (at < 0 ? (entries[0]?.index ?? 0) : items.length));
    },
    async goToFirstError() {
      const found = firstError(entries);
      if (found !== null) await goTo(found.stop);
    },
    leave: () => end(client.replay.leave),
    continueInSandbox: () => end(client.replay.continueInSandbox),
  };
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Returns the on-screen name of an element: its label if it is a field. */
function shownName(element: HTMLElement): string {
  const { labels } =
    element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element : { labels: null };
  return (labels?.[0]?.textContent ?? elementName(element)).trim().slice(0, longestName);
}
