import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { chromiumOptions } from "../fixtures/chromium.ts";
import { writeRecording } from "../fixtures/bundle.ts";
import { run } from "../fixtures/process.ts";
import { timed, type Row } from "./row.ts";

const window = "0123456789abcdef";

/**
 * Measures from choosing a bundle in Support to the first screen of its recording, with 2,000
 * events.
 */
export async function measureReplay(): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-bench-replay-"));
  const file = join(directory, "bundle.zip");
  const items = Array.from({ length: 2_000 }, (_, at) => ({
    kind: "event",
    at,
    place: "app.connectionChanged",
    payload: { kind: "online", product: `Back end ${at}` },
  }));
  const recording = { format: 1, startedAt: new Date().toISOString(), states: {}, routes: {}, items };
  await writeRecording(file, { ...recording, routes: { [window]: { screen: "start" } } });
  const args = [
    "--shell",
    "browser",
    "--no-open",
    "--idm",
    "http://127.0.0.1:9",
    "--data-dir",
    join(directory, "data"),
  ];
  const program = run("electron/launcher/main.ts", args);
  const browser = await chromium.launch(chromiumOptions);
  try {
    const page = await browser.newPage();
    await page.goto(await program.line(/^CardDesk ready (\S+)$/));
    await page.getByRole("button", { name: "Support" }).click();
    await page.getByRole("tab", { name: "Support bundle" }).click();
    const { milliseconds } = await timed(async () => {
      await page.locator("input[type=file]").setInputFiles(file);
      await page.getByRole("region", { name: "Recording" }).waitFor();
    });
    return [{ what: "opening a bundle to the first replayed screen", value: milliseconds, unit: "ms" }];
  } finally {
    await browser.close();
    await program.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
