import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { systemPcsc } from "../../electron/bridge/pcsc.ts";
import { readCard } from "../../electron/bridge/piv/read.ts";
import { logIn } from "../e2e/operator.ts";
import { chromiumOptions } from "../fixtures/chromium.ts";
import type { PcscService } from "../fixtures/pcsc.ts";
import { run } from "../fixtures/process.ts";
import { median, timed, type Row } from "./row.ts";

const insertions = 5;
const number = "VSC-000002";

/**
 * Measures from the card in the reader to its object view on screen, one key press (Ctrl+J)
 * included. Compared with the addon called directly to read the same card, which is the time of
 * PC/SC and the card; the rest is CardDesk's.
 */
export async function measureCardOnScreen(service: PcscService): Promise<Row> {
  const addon = systemPcsc();
  const stopWatching = addon.watch({ service: () => undefined, reader: () => undefined, readerGone: () => undefined });
  const data = mkdtempSync(join(tmpdir(), "carddesk-bench-"));
  const program = run("electron/launcher/main.ts", ["--shell", "browser", "--no-open", "--data-dir", data]);
  const browser = await chromium.launch(chromiumOptions);
  try {
    const sandbox = await program.line(/^Sandbox ready (\S+)$/);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(await program.line(/^CardDesk ready (\S+)$/));
    await logIn(page, "vscmanager");
    const reader = page.getByRole("region", { name: "Card in reader" });
    const toScreen: number[] = [];
    const direct: number[] = [];
    for (let round = 0; round < insertions; round += 1) {
      await page.keyboard.press("Control+k");
      await reader.getByText("There is no card in the reader").waitFor();
      const args = ["--card", number, "--sandbox", sandbox, "--port", String(service.port)];
      const card = run("electron/sandbox/virtual-card/main.ts", args);
      await card.line(/is in the reader/);
      const { milliseconds } = await timed(async () => {
        await reader.getByRole("button", { name: `Open ${number}` }).waitFor();
        await page.keyboard.press("Control+j");
        await page.getByRole("heading", { name: number }).waitFor();
      });
      toScreen.push(milliseconds);
      const read = await timed(async () => {
        const open = await addon.open(service.reader);
        await readCard(open.transmit, "");
        await open.close("leave");
      });
      direct.push(read.milliseconds);
      await card.stop();
    }
    return {
      what: "card in the reader to its object view painted",
      value: median(toScreen),
      unit: "ms",
      comparedWith: { what: "the addon reading the card", value: median(direct) },
    };
  } finally {
    stopWatching();
    await browser.close();
    await program.stop();
    rmSync(data, { recursive: true, force: true });
  }
}
