import { BrowserWindow, type IpcMainInvokeEvent, type Session } from "electron";
import { eventChannel } from "#shared/ipc/channels.ts";
import type { EventMessage } from "#shared/ipc/messages.ts";
import type { Place } from "#shared/ipc/place.ts";
import { emitter, type Report } from "#shared/ipc/serve.ts";
import { afterAnswers } from "../core/shell/after-answers.ts";
import { awaitedPlace } from "./awaited-place.ts";
import { pageOrigin } from "./page-protocol.ts";
import type { windowBounds } from "./window-bounds.ts";
import { openWindow } from "./window.ts";

interface WindowsDeps {
  readonly session: Session;
  readonly bounds: ReturnType<typeof windowBounds>;
  readonly report: Report;
  /** Whether a recording is replayed: in one window, and no link leads out of it. */
  readonly isReplay: () => boolean;
  /** Loads the page into a new window and watches over it. */
  readonly load: (window: BrowserWindow) => void;
}

export type Windows = ReturnType<typeof createWindows>;

/**
 * Creates the windows of the program, over its one core; each shows the page at a place of its own.
 */
export function createWindows({ session, bounds, report, isReplay, load }: WindowsDeps) {
  /** Leads each window to a place. */
  const leads = new Map<BrowserWindow, (place: Place) => void>();
  /** The window that had the focus last. */
  let current: BrowserWindow | null = null;

  function open(place: Place | null): BrowserWindow {
    if (current !== null && isReplay()) return comeToFront(current);
    const window = openWindow(session, current === null ? bounds.first() : bounds.beside(current));
    if (current === null && bounds.wasMaximized()) window.maximize();
    const lead = awaitedPlace(window.webContents, (to) =>
      emitter(
        afterAnswers((message) => tellOne(window, message)),
        report,
      )("app", "openPlace", to),
    );
    leads.set(window, lead);
    current = window;
    window.on("focus", () => {
      current = window;
    });
    window.on("close", () => bounds.keep(window));
    window.once("closed", () => {
      leads.delete(window);
      if (current === window) current = [...leads.keys()].at(-1) ?? null;
    });
    if (place !== null) lead(place);
    load(window);
    return window;
  }

  function comeToFront(window: BrowserWindow): BrowserWindow {
    if (window.isMinimized()) window.restore();
    window.focus();
    return window;
  }

  return {
    /**
     * Opens a further window; while a recording is replayed, brings the existing one to the front.
     */
    open,

    /** Brings the window that was used last to the front. */
    comeToFront: (): unknown => current !== null && comeToFront(current),

    /** Leads the window that was used last to a place. */
    lead(place: Place): void {
      if (current === null) return;
      comeToFront(current);
      if (!isReplay()) leads.get(current)?.(place);
    },

    /** Sends an event to every page. */
    tell(message: EventMessage): void {
      for (const window of leads.keys()) tellOne(window, message);
    },

    /** Closes all windows but the one used last. */
    keepOne(): void {
      for (const window of leads.keys()) if (window !== current) window.destroy();
    },

    hasFocus: (): boolean => [...leads.keys()].some((window) => window.isFocused()),

    /** Whether a call comes from a known window, its main frame and the page's own origin. */
    isOwnPage({ sender, senderFrame: frame }: IpcMainInvokeEvent): boolean {
      const isKnown = [...leads.keys()].some((window) => window.webContents === sender);
      return isKnown && frame !== null && frame.parent === null && frame.origin === pageOrigin;
    },
  };
}

function tellOne(window: BrowserWindow, message: EventMessage): void {
  if (!window.isDestroyed()) window.webContents.send(eventChannel, message);
}
