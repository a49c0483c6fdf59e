import { Menu } from "electron";

/** macOS needs a menu for Quit, copy and paste to have keys; elsewhere there is none. */
export function setMenu(): void {
  const roles = ["appMenu", "editMenu", "windowMenu"] as const;
  Menu.setApplicationMenu(
    process.platform === "darwin" ? Menu.buildFromTemplate(roles.map((role) => ({ role }))) : null,
  );
}
