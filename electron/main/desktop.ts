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
  /** Null while a recording is played: what is told then happened elsewhere. */
  readonly core: () => Core | null;
}

/**
 * The program on the operator's desktop, beside its windows: menu, tray, notifications, and what
 * the machine does. It hears what the pages are told, so that it never knows more than they.
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

    /** Hears an event that the pages are told. */
    hear(message: EventMessage): void {
      if (core() !== null) return hear(message);
      // A recording is played to one page.
      if (message.area === "replay" && message.name === "changed") {
        windows.keepOne();
        become({ connection: "offline", waiting: 0 });
      }
    },
  };
}
