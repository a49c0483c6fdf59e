import { powerMonitor } from "electron";
import { connectionSchema, type Language } from "#shared/ipc/app.ts";
import type { EventMessage } from "#shared/ipc/messages.ts";
import { offlineStateSchema } from "#shared/ipc/offline.ts";
import { sessionStateSchema } from "#shared/ipc/session.ts";
import type { Core } from "../core/core.ts";
import type { Desktop } from "../core/ports.ts";
import { programMenu } from "./menu.ts";
import { notifications } from "./notifications.ts";
import { programTray, type ShownState } from "./tray.ts";
import type { Windows } from "./windows.ts";

interface DesktopDeps {
  readonly language: () => Language;
  readonly windows: Windows;
  /** Null while a recording is replayed: its events happened elsewhere. */
  readonly core: () => Core | null;
}

/**
 * Creates the parts of the program on the operator's desktop beside its windows: menu, tray,
 * notifications, and reactions to the machine's state. It gets the events that the pages get, so it
 * never knows more than they do.
 */
export function createDesktop({ language, windows, core }: DesktopDeps) {
  const menu = programMenu({ language, openWindow: () => windows.open(null) });
  const tray = programTray({ language, comeToFront: windows.comeToFront });
  const told = notifications({
    language,
    isSeen: windows.hasFocus,
    lead: (place) => (place === null ? windows.comeToFront() : windows.lead(place)),
  });
  let state: ShownState = { connection: "connecting", waiting: 0 };

  function become(change: Partial<ShownState>): void {
    state = { ...state, ...change };
    tray.show(state);
  }

  function hear({ area, name, payload }: EventMessage): void {
    switch (`${area}.${name}`) {
      case "app.connectionChanged":
        return become({ connection: connectionSchema.parse(payload).kind });
      case "offline.changed":
        return become({ waiting: offlineStateSchema.parse(payload).counts.waiting });
      case "session.changed":
        return sessionStateSchema.parse(payload).kind === "locked" ? told.lock("session") : told.unlock("session");
      case "app.settingsChanged":
        menu.show();
        return become({});
      default:
        return undefined;
    }
  }

  menu.show();
  tray.show(state);
  powerMonitor.on("lock-screen", () => {
    told.lock("screen");
    core()?.lockSession();
  });
  powerMonitor.on("unlock-screen", () => told.unlock("screen"));
  powerMonitor.on("suspend", () => core()?.lockSession());
  powerMonitor.on("resume", () => core()?.resume());

  return {
    port: { openWindow: windows.open, notify: (notice) => told.notify(notice) } satisfies Desktop,

    /** Takes an event that the pages get. */
    hear(message: EventMessage): void {
      if (core() !== null) return hear(message);
      // A recording is replayed in one window only.
      if (message.area === "replay" && message.name === "changed") {
        windows.keepOne();
        become({ connection: "offline", waiting: 0 });
      }
    },
  };
}
