import { join } from "node:path";
import { app, Menu, nativeImage, Tray } from "electron";
import type { Connection, Language } from "#shared/ipc/app.ts";
import { texts } from "./texts.ts";

/** State that any passer-by may see: no operator and no object. */
export interface ShownState {
  readonly connection: Connection["kind"];
  /** Entries of the journal that have no answer yet. */
  readonly waiting: number;
}

interface TrayDeps {
  readonly language: () => Language;
  readonly comeToFront: () => void;
}

/**
 * Shows the program's state: in the tray of Windows and Linux, at the dock icon of macOS. A click
 * brings the program to the front.
 */
export function programTray({ language, comeToFront }: TrayDeps) {
  const tray = process.platform === "darwin" ? null : new Tray(image("connecting", 0));
  tray?.on("click", comeToFront);

  return {
    show({ connection, waiting }: ShownState): void {
      const said = texts[language()];
      const state = waiting === 0 ? said[connection] : `${said[connection]}, ${said.entriesWaiting(waiting)}`;
      if (tray === null) return app.dock?.setBadge(waiting > 0 ? String(waiting) : connection === "offline" ? "!" : "");
      tray.setImage(image(connection, waiting));
      tray.setToolTip(`CardDesk: ${state}`);
      // Many Linux desktops show only the menu.
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: state, enabled: false },
          { type: "separator" },
          { label: said.openProgram, click: comeToFront },
          { label: said.quit, click: () => app.quit() },
        ]),
      );
    },
  };
}

const image = (connection: Connection["kind"], waiting: number): Electron.NativeImage => {
  const name = waiting > 0 ? "waiting" : connection === "offline" ? "offline" : "online";
  return nativeImage.createFromPath(join(import.meta.dirname, `../renderer/tray-${name}.png`));
};
