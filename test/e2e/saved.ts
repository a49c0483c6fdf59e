import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";

interface Saved {
  readonly name: string;
  readonly text: string;
}

/** Returns the file that a page in a browser downloads during `ask`. */
export async function downloadOf(page: Page, ask: () => Promise<void>): Promise<Saved> {
  const [download] = await Promise.all([page.waitForEvent("download"), ask()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

/**
 * Returns the file that the page saves in Electron during `ask`. Electron would open a save dialog;
 * the test supplies this directory instead.
 */
export async function savedIn(
  program: ElectronApplication,
  directory: string,
  ask: () => Promise<void>,
): Promise<Saved> {
  const saving = await program.evaluateHandle(({ session }, folder) => {
    const done = new Promise<string>((resolve) => {
      session.fromPartition("carddesk").once("will-download", (_event, item) => {
        item.setSavePath(`${folder}/${item.getFilename()}`);
        item.once("done", () => resolve(item.getFilename()));
      });
    });
    return { done };
  }, directory);
  await ask();
  const name = await saving.evaluate(({ done }) => done);
  return { name, text: readFileSync(join(directory, name), "utf8") };
}
