import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, type ElectronApplication } from "@playwright/test";

/** Installs an `xdg-open` that shows nothing and stores the address that it was called with. */
export function fakeBrowser(directory: string) {
  const folder = join(directory, "bin");
  const program = join(folder, "xdg-open");
  const kept = join(directory, "opened");
  mkdirSync(folder);
  writeFileSync(program, `#!/bin/sh\nprintf '%s' "$1" > '${kept}.part' && mv '${kept}.part' '${kept}'\n`);
  chmodSync(program, 0o700);
  return {
    env: { PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}` },
    async opened(ask: () => Promise<void>): Promise<string> {
      rmSync(kept, { force: true });
      await ask();
      await expect.poll(() => existsSync(kept)).toBe(true);
      return readFileSync(kept, "utf8");
    },
  };
}

/** Returns the address that an Electron program asks the system to open during `ask`. */
export async function openedBy(program: ElectronApplication, ask: () => Promise<void>): Promise<string> {
  const address = program.evaluate(
    ({ shell }) =>
      new Promise<string>((resolve) => {
        shell.openExternal = async (url) => resolve(url);
      }),
  );
  await ask();
  return address;
}
