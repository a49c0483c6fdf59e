import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";

interface Saved {
  readonly name: string;
  readonly text: string;
}

/** What a page in a browser downloads. */
export async function downloadOf(page: Page, ask: () => Promise<void>): Promise<Saved> {
  const [download] = await Promise.all([page.waitForEvent("download"), ask()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

/**
 * What the page saves in Electron, which opens a dialog of the system: the test answers it with
 * this directory.
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
