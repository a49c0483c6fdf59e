import { app, BrowserWindow, Menu, type MenuItemConstructorOptions } from "electron";
import type { Language } from "#shared/ipc/app.ts";
import { texts, type Texts } from "./texts.ts";

type Items = MenuItemConstructorOptions[];

interface MenuDeps {
  readonly language: () => Language;
  readonly openWindow: () => void;
}

/** Creates the menu of the program, with its keys, in the operator's language. */
export function programMenu({ language, openWindow }: MenuDeps) {
  let shown: Language | null = null;
  return {
    /** Shows the menu, and rebuilds it if the language has changed. */
    show(): void {
      if (shown === language()) return;
      shown = language();
      const said = texts[shown];
      const menus = [file(said, openWindow), edit(said), view(said), windowMenu(said), help(said)];
      const isMac = process.platform === "darwin";
      Menu.setApplicationMenu(Menu.buildFromTemplate(isMac ? [{ role: "appMenu" }, ...menus] : menus));
    },
  };
}

function file({ file, newWindow, closeWindow, quit }: Texts, openWindow: () => void): MenuItemConstructorOptions {
  const isMac = process.platform === "darwin";
  // Outside macOS these have no keys: next to the page's keys, a slip would end an open wizard.
  const close: Items = isMac
    ? [{ role: "close", label: closeWindow }]
    : [
        { label: closeWindow, click: (_item, window) => window?.close() },
        { type: "separator" },
        { label: quit, click: () => app.quit() },
      ];
  return {
    label: file,
    submenu: [{ label: newWindow, accelerator: "CommandOrControl+Shift+N", click: openWindow }, ...close],
  };
}

function edit({ edit, undo, redo, cut, copy, paste, selectAll }: Texts): MenuItemConstructorOptions {
  return {
    label: edit,
    submenu: [
      { role: "undo", label: undo },
      { role: "redo", label: redo },
      { type: "separator" },
      { role: "cut", label: cut },
      { role: "copy", label: copy },
      { role: "paste", label: paste },
      { role: "selectAll", label: selectAll },
    ],
  };
}

/**
 * Builds the View menu. Zoom is required by WCAG 2.2, 1.4.4. A wizard survives a reload, because
 * the core holds it.
 */
function view({ view, reload, resetZoom, zoomIn, zoomOut, fullScreen }: Texts): MenuItemConstructorOptions {
  const hidden = { visible: false, acceleratorWorksWhenHidden: true };
  return {
    label: view,
    submenu: [
      { role: "reload", label: reload },
      { role: "reload", accelerator: "F5", ...hidden },
      { type: "separator" },
      { role: "resetZoom", label: resetZoom },
      { role: "zoomIn", label: zoomIn },
      // The same key without Shift, and the keys of the number pad.
      { role: "zoomIn", accelerator: "CommandOrControl+=", ...hidden },
      { role: "zoomIn", accelerator: "CommandOrControl+numadd", ...hidden },
      { role: "zoomOut", label: zoomOut },
      { role: "zoomOut", accelerator: "CommandOrControl+numsub", ...hidden },
      { type: "separator" },
      { role: "togglefullscreen", label: fullScreen },
    ],
  };
}

function windowMenu({ window, minimize, zoomWindow }: Texts): MenuItemConstructorOptions {
  return {
    role: "window",
    label: window,
    submenu: [
      { role: "minimize", label: minimize },
      { role: "zoom", label: zoomWindow },
    ],
  };
}

/** Builds the Help menu. Its item presses F1 in the page, which shows the list of keys. */
function help({ help, keys }: Texts): MenuItemConstructorOptions {
  function press(): void {
    const contents = BrowserWindow.getFocusedWindow()?.webContents;
    for (const type of ["keyDown", "keyUp"] as const) contents?.sendInputEvent({ type, keyCode: "F1" });
  }
  return {
    role: "help",
    label: help,
    submenu: [{ label: keys, accelerator: "F1", registerAccelerator: false, click: press }],
  };
}

/**
 * Offers a menu on right click or the menu key: copy, and in editable text also cut and paste. Over
 * an object the page shows its own menu instead.
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
