import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from "electron";
import type { Language } from "#shared/ipc/app.ts";
import { texts } from "./texts.ts";

/**
 * The application menu holds the keys of the program: zoom (WCAG 2.2, 1.4.4), and on macOS also
 * Quit, copy and paste. Elsewhere the menu bar is hidden.
 */
export function setMenu(window: BrowserWindow, language: Language): void {
  const { view, zoomIn, zoomOut, resetZoom } = texts[language];
  const zoom: MenuItemConstructorOptions = {
    label: view,
    submenu: [
      { role: "resetZoom", label: resetZoom },
      { role: "zoomIn", label: zoomIn },
      // The same key without Shift, and the keys of the number pad.
      { role: "zoomIn", accelerator: "CommandOrControl+=", visible: false, acceleratorWorksWhenHidden: true },
      { role: "zoomIn", accelerator: "CommandOrControl+numadd", visible: false, acceleratorWorksWhenHidden: true },
      { role: "zoomOut", label: zoomOut },
      { role: "zoomOut", accelerator: "CommandOrControl+numsub", visible: false, acceleratorWorksWhenHidden: true },
    ],
  };
  const template: MenuItemConstructorOptions[] =
    process.platform === "darwin" ? [{ role: "appMenu" }, { role: "editMenu" }, zoom, { role: "windowMenu" }] : [zoom];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  // Alt belongs to the page: Alt+N is Next.
  window.setMenuBarVisibility(false);
}

/**
 * The menu at a right click or the menu key: copy, and where text can be typed also cut and paste.
 */
export function offerContextMenu(window: BrowserWindow, language: () => Language): void {
  window.webContents.on("context-menu", (_event, { isEditable, selectionText, editFlags }) => {
    const { cut, copy, paste } = texts[language()];
    const copyItem = { role: "copy", label: copy, enabled: editFlags.canCopy } as const;
    const items = isEditable
      ? [
          { role: "cut", label: cut, enabled: editFlags.canCut } as const,
          copyItem,
          { role: "paste", label: paste, enabled: editFlags.canPaste } as const,
        ]
      : [copyItem];
    if (isEditable || selectionText !== "") Menu.buildFromTemplate(items).popup({ window });
  });
}
