import { mkdirSync } from "node:fs";
import type { AppInfo } from "#shared/ipc/app.ts";
import { reachedBy } from "#shared/ipc/environments.ts";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import type { EventMessage } from "#shared/ipc/messages.ts";
import { callMessageSchema } from "#shared/ipc/messages.ts";
import type { Recording } from "#shared/ipc/recording.ts";
import { bundlePiece, type ReplayState } from "#shared/ipc/replay.ts";
import { emitter, serve, type Report } from "#shared/ipc/serve.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { pemOf } from "#shared/pem.ts";
import { StartError } from "#shared/start-error.ts";
import { createTurns } from "#shared/turns.ts";
import type { BridgeProcess } from "./cards/bridge-process.ts";
import { createCore, type Core } from "./core.ts";
import { storeDirectory } from "./shell/store-directory.ts";
import type { EnvironmentsKeeper } from "./environments/environments.ts";
import { environmentHandlers } from "./environments/handlers.ts";
import { readBundle } from "./diagnostics/bundle/read.ts";
import { once } from "./health/check.ts";
import type { KeyVault, Ports } from "./ports.ts";
import { receiveFile } from "./replay/receive.ts";
import { busiestWindow, createReplay, type Replay } from "./replay/replay.ts";
import { sandboxSetup, setUpSandbox } from "./replay/sandbox.ts";

export interface ProgramPorts extends Omit<Ports, "bridge" | "info" | "ca" | "ways" | "proxy" | "offline"> {
  readonly info: Omit<AppInfo, "idm">;
  readonly environments: EnvironmentsKeeper;
  /** Whether the back end of the flags is the sandbox that was started with the program. */
  readonly isSandbox: boolean;
  /** The key vault of an offline store. */
  readonly vault: (directory: string) => KeyVault;
  /** Starts the card bridge of the next core, or uses the one at this address. */
  readonly startBridge: (address: string | null) => BridgeProcess;
}

/** A bundle that can be played. */
export interface Playable {
  /** The version of the program that made the bundle. */
  readonly program: string;
  readonly recording: Recording;
}

/** The partner of a shell's pages: a core, or a recording in its place. */
export interface Program {
  answer(message: unknown): Promise<Result<unknown>>;
  /** Null while a recording is played. */
  core(): Core | null;
  stop(): Promise<void>;
}

type Mode = Live | Played;

interface Live {
  readonly kind: "live";
  readonly core: Core;
  /** How the environment of the core is reached (`reachedBy`). */
  readonly reached: string;
  readonly answer: (message: unknown) => Promise<Result<unknown>>;
}

interface Played {
  readonly kind: "replay";
  readonly played: Playable;
  readonly json: Buffer;
  target: number;
  replay: Replay;
}

/**
 * Makes the program with a core, or with the recording `first`. `send` sends an event to every page
 * after the answers under way.
 */
export function createProgram(
  ports: ProgramPorts,
  send: (message: EventMessage) => void,
  report: Report,
  first: Playable | null,
): Program {
  const { environments } = ports;
  const emit = emitter(send, report);
  const receive = receiveFile();
  const handlers: Handlers["replay"] = {
    state: async () => ok(state()),
    async recording({ at }) {
      if (mode.kind === "live") return notPlayed;
      const end = at + bundlePiece;
      return ok({ bytes: mode.json.subarray(at, end).toString("base64"), last: end >= mode.json.length });
    },
    async receive(piece) {
      const file = receive(piece);
      if (!file.ok) return file;
      const played = file.value === null ? ok(null) : await openBundle(file.value);
      if (!played.ok) return played;
      const { value } = played;
      return value === null ? ok(null) : inTurn(() => become(() => playing(value)));
    },
    async begin() {
      if (mode.kind === "live") return notPlayed;
      mode.replay.stop();
      mode.replay = createReplay(mode.played.recording, info(), send);
      return ok(state());
    },
    async aim({ position }) {
      if (mode.kind === "live") return notPlayed;
      mode.target = position;
      return ok(null);
    },
    async to({ position }) {
      if (mode.kind === "live") return notPlayed;
      mode.target = position;
      await mode.replay.forward(position);
      return ok(null);
    },
    async leave() {
      return mode.kind === "live" ? notPlayed : leave(mode);
    },
    async continueInSandbox() {
      const { idm } = info();
      if (mode.kind === "live" || !idm.sandbox) return notPlayed;
      const ended = mode;
      const { played, replay } = ended;
      const done = await setUpSandbox(idm.url, sandboxSetup(played.recording, replay.position(), new Date()));
      return done.ok ? leave(ended) : done;
    },
  };
  const environmentCalls = environmentHandlers({ environments, ports, changed: environmentsChanged });
  // A change that finds the mode of before another one would leave its core running.
  const inTurn = createTurns();
  let isEnded = false;
  const answerReplay = serve({ replay: handlers }, report);
  let mode: Mode = first === null ? live() : playing(first);

  function live(): Live {
    let isOver = false;
    const { startBridge, vault, dataDirectory } = ports;
    const now = environments.now();
    const directory = storeDirectory(dataDirectory, now);
    makeDirectory(directory);
    const core = createCore(
      {
        ...ports,
        info: info(),
        ways: now.current?.ways ?? null,
        proxy: now.current?.proxy ?? "none",
        ca: now.current?.ca ? pemOf(now.current.ca) : null,
        offline: { directory, vault: vault(directory) },
        bridge: startBridge(now.current?.bridge ?? null),
      },
      (area, name, payload) => {
        // Drop events of a stopped core.
        if (!isOver) emit(area, name, payload);
      },
    );
    const stop = once(async () => {
      await core.stop();
      isOver = true;
    });
    const answer = serve({ ...core.handlers, replay: handlers, environments: environmentCalls }, report, core.around);
    return { kind: "live", core: { ...core, stop }, reached: reachedBy(now.current), answer };
  }

  function playing(played: Playable): Played {
    const { recording } = played;
    const json = Buffer.from(JSON.stringify(recording));
    return { kind: "replay", played, json, target: 0, replay: createReplay(recording, info(), send) };
  }

  function state(): ReplayState {
    if (mode.kind === "live") return { kind: "off" };
    const { played, target } = mode;
    const window = busiestWindow(played.recording.items);
    return { kind: "on", target, window, program: played.program, sandbox: info().idm.sandbox };
  }

  function info(): AppInfo {
    const { current, isFixed } = environments.now();
    return { ...ports.info, idm: { url: current?.url ?? "", sandbox: isFixed && ports.isSandbox } };
  }

  /**
   * Replaces the mode, in its turn (`inTurn`); the session of a core ends first, also at the back
   * end. Error: `core-lost` once the program has ended.
   */
  async function become(next: () => Mode): Promise<Result<null>> {
    if (mode.kind === "live") await mode.core.stop();
    else mode.replay.stop();
    if (isEnded) return fail(operatorError("core-lost"));
    mode = next();
    emit("replay", "changed", state());
    return ok(null);
  }

  /** Ends a replay, unless another window has ended it meanwhile. */
  const leave = (ended: Played): Promise<Result<null>> =>
    inTurn(async () => (mode === ended ? become(live) : notPlayed));

  /**
   * Replaces the core if it is not the one of the current environment. The pages get the new
   * environments last: they must not name a back end before its core answers their log-in.
   */
  function environmentsChanged(): Promise<Result<null>> {
    return inTurn(async () => {
      // The end of a replay makes the core of the environment that is current by then.
      if (mode.kind === "replay") return ok(null);
      const isOther = mode.reached !== reachedBy(environments.now().current);
      const moved = isOther ? await become(live) : ok(null);
      if (moved.ok) emit("environments", "changed", environments.now());
      return moved;
    });
  }

  return {
    answer(message) {
      if (mode.kind === "live") return mode.answer(message);
      const isOwn = callMessageSchema.safeParse(message).data?.area === "replay";
      return isOwn ? answerReplay(message) : mode.replay.answer(message);
    },
    core: () => (mode.kind === "live" ? mode.core : null),
    async stop() {
      isEnded = true;
      if (mode.kind === "live") await mode.core.stop();
    },
  };
}

/** Makes the directory of a store. Ignores errors, since opening the store in it reports them. */
function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch {
    // Opening the store reports the error.
  }
}

/**
 * Reads a bundle by its path or its bytes. Errors: those of `readBundle`; `bundle-unplayable`
 * without a recording.
 */
async function openBundle(source: string | Uint8Array): Promise<Result<Playable>> {
  const bundle = await readBundle(source);
  if (!bundle.ok) return bundle;
  const { manifest, recording } = bundle.value;
  if (recording === null) return fail(operatorError("bundle-unplayable"));
  return ok({ program: manifest.program, recording });
}

/** Reads the bundle that the program was started with. Throws StartError if it cannot be played. */
export async function openRecorded(file: string | null): Promise<Playable | null> {
  if (file === null) return null;
  const opened = await openBundle(file);
  if (opened.ok) return opened.value;
  const { code, params } = opened.error;
  throw new StartError(`--replay ${file}: ${code}${params["reason"] === undefined ? "" : ` (${params["reason"]})`}`);
}

const notPlayed: Result<never> = fail(operatorError("bad-call", {}, "no replay"));
