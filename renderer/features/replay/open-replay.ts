import type { StoreApi } from "zustand";
import type { Client } from "#shared/ipc/types.ts";
import { recordingSchema, type Recording } from "#shared/ipc/recording.ts";
import { bytesIn } from "../../parts/base64.ts";
import { bundlePiece } from "#shared/ipc/replay.ts";
import { readRoute, type Navigation, type Route } from "../../desk/navigation.ts";
import { holdHands } from "./hold-hands.ts";
import { createPlayer, type Player } from "./player.ts";

/** The player of a page, and its place in the document. */
export interface Replay {
  readonly player: Player;
  /**
   * Outside the body, so that the paths of the recording lead to the same elements as they did
   * then.
   */
  readonly place: HTMLElement;
}

/**
 * Begins the replay if the program plays a recording: the page opens at the route of the recorded
 * one. Null in a program with a core, or if the recording cannot be read.
 */
export async function openReplay(client: Client, navigation: StoreApi<Navigation>): Promise<Replay | null> {
  const state = await client.replay.begin();
  if (!state.ok || state.value.kind === "off") return null;
  const recording = await readRecording(client);
  if (recording === null) return null;
  const route: Route = readRoute(recording.routes[state.value.window ?? ""]) ?? { screen: "start" };
  const entry = { operator: null, route, search: null };
  window.history.replaceState(entry, "");
  navigation.setState({ ...entry, asked: null });
  const place = document.createElement("div");
  place.className = "replay-place";
  // Exempts the bar from modal dialogs, which hide the rest of the page and hold the focus.
  place.dataset["reactAriaTopLayer"] = "true";
  document.documentElement.append(place);
  document.documentElement.classList.add("replaying");
  // Must run before the page listens for keys.
  holdHands(place);
  return { player: createPlayer(client, navigation, recording, state.value), place };
}

async function readRecording({ replay }: Client): Promise<Recording | null> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0, last = false; !last; at += bundlePiece) {
    const piece = await replay.recording({ at });
    if (!piece.ok) return null;
    pieces.push(bytesIn(piece.value.bytes));
    ({ last } = piece.value);
  }
  const json: unknown = JSON.parse(await new Blob(pieces).text());
  return recordingSchema.safeParse(json).data ?? null;
}
