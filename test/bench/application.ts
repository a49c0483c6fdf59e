import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import { enable, logIn, logOut } from "../e2e/operator.ts";
import { chromiumOptions } from "../fixtures/chromium.ts";
import { run, type Running } from "../fixtures/process.ts";
import { logIn as logInToApi, type ApiClient } from "../fixtures/sandbox.ts";
import { paintedAfterKey } from "./painted.ts";
import { median, timed, type Row } from "./row.ts";

const reactivate = { name: "Reactivate virtual smart card", symbolicName: "VirtualSmartCardProcReactivate" };
const searches = 500;

/**
 * Measures the application as an operator runs it: browser shell, sandbox and page. Covers the time
 * from start to a usable search field, the overhead of Quick search and Next over the back end's
 * own time, and memory after many searches.
 */
export async function measureApplication(): Promise<Row[]> {
  const data = mkdtempSync(join(tmpdir(), "carddesk-bench-"));
  const from = performance.now();
  const flags = ["--shell", "browser", "--no-open", "--data-dir", data, "--people", "2000"];
  const program = run("electron/launcher/main.ts", flags);
  const browser = await chromium.launch(chromiumOptions);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const sandbox = await program.line(/^Sandbox ready (\S+)$/);
    await page.goto(await program.line(/^CardDesk ready (\S+)$/));
    await page.getByRole("button", { name: "Log in" }).waitFor();
    const toLogIn = performance.now() - from;
    await logIn(page, "admin");
    await enable(page, reactivate.name);
    await logOut(page);
    const logInTime = await timed(async () => {
      await logIn(page, "vscmanager");
      await page.getByRole("searchbox", { name: "Search" }).waitFor();
    });
    const api = await logInToApi(sandbox, "vscmanager");
    const bare = await timed(() => Promise.resolve(execFileSync(process.execPath, ["-e", "0"])));
    return [
      {
        what: "start (built) to the log in page",
        value: toLogIn,
        unit: "ms",
        comparedWith: { what: "node that does nothing", value: bare.milliseconds },
      },
      { what: "log in to the search field", value: logInTime.milliseconds, unit: "ms" },
      await measureSearch(page, api),
      await measureNext(page, api),
      ...(await measureMemory(page, program)),
    ];
  } finally {
    await browser.close();
    await program.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

/** Measures from the key press to painted rows, against the bare call. */
async function measureSearch(page: Page, api: ApiClient): Promise<Row> {
  const times: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const number = `VSC-${String(100 + round).padStart(6, "0")}`;
    await page.getByRole("searchbox", { name: "Search" }).fill(number.slice(0, -1));
    await page.waitForTimeout(400);
    times.push(await paintedAfterKey(page, number.slice(-1)));
    const { milliseconds } = await timed(() =>
      api.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query: { q: number } }),
    );
    bare.push(milliseconds);
  }
  return {
    what: "Quick search, key press to painted rows",
    value: median(times),
    unit: "ms",
    comparedWith: { what: "the bare call", value: median(bare) },
  };
}

/**
 * Measures from Next to the confirmed result on screen, against the same three calls made directly.
 */
async function measureNext(page: Page, api: ApiClient): Promise<Row> {
  const { items } = await api.ask(idmApi.search, {
    params: { id: "virtualSmartCard" },
    query: { q: "VSC", state: "inactive", limit: "20" },
  });
  const cards = items.map((item) => item.ref);
  const times: number[] = [];
  const bare: number[] = [];
  for (const [index, card] of cards.entries()) {
    if (index % 2 === 0) bare.push(await nextDirectly(api, card));
    else times.push(await nextOnScreen(page, card.id));
  }
  return {
    what: "Next to the confirmed result, read back",
    value: median(times),
    unit: "ms",
    comparedWith: { what: "the bare calls next and read", value: median(bare) },
  };
}

async function nextDirectly(api: ApiClient, card: { type: string; id: string }): Promise<number> {
  const { version } = await api.ask(idmApi.object, { params: card });
  const body = { process: reactivate.symbolicName, object: card, expectedVersion: version };
  const { id } = await api.ask(idmApi.startProcess, { body });
  const { milliseconds } = await timed(async () => {
    await api.ask(idmApi.nextStep, { params: { id }, body: { values: {} } });
    await api.ask(idmApi.object, { params: card });
  });
  return milliseconds;
}

async function nextOnScreen(page: Page, number: string): Promise<number> {
  await page.keyboard.press("Control+k");
  await page.getByRole("searchbox", { name: "Search" }).fill(number);
  await page.getByRole("row", { name: number }).waitFor();
  await page.keyboard.press("Enter");
  // Wait for the opened object, not its preview beside the results.
  await page.locator("h1:focus", { hasText: number }).waitFor();
  await page.getByRole("button", { name: reactivate.name }).click();
  const next = page.getByRole("dialog").getByRole("button", { name: "Next" });
  await next.waitFor();
  const { milliseconds } = await timed(async () => {
    await next.click();
    await page
      .getByRole("dialog")
      .getByText(/confirmed/)
      .first()
      .waitFor();
  });
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  return milliseconds;
}

/**
 * Measures resident memory of launcher, shell and sandbox, and the page's heap, before and after
 * many searches.
 */
async function measureMemory(page: Page, program: Running): Promise<Row[]> {
  await page.keyboard.press("Control+k");
  const devtools = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    await devtools.send("HeapProfiler.collectGarbage");
    return (await devtools.send("Runtime.getHeapUsage")).usedSize / 1e6;
  };
  const before = { processes: residentOf(program.process.pid ?? 0), heap: await heap() };
  for (let count = 0; count < searches; count += 1) {
    await page.getByRole("searchbox", { name: "Search" }).fill(`VSC-${count % 10}`);
    await page.waitForTimeout(160);
  }
  const comparedWith = (value: number) => ({ what: `before ${searches} searches`, value });
  return [
    {
      what: "memory of launcher, shell and sandbox",
      value: residentOf(program.process.pid ?? 0),
      unit: "MB",
      comparedWith: comparedWith(before.processes),
    },
    { what: "heap of the page", value: await heap(), unit: "MB", comparedWith: comparedWith(before.heap) },
  ];
}

/** Returns the resident memory, in MB, of a process and its descendants (Linux). */
function residentOf(pid: number): number {
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  return kilobytes / 1000 + children.reduce((sum, child) => sum + residentOf(Number(child)), 0);
}
