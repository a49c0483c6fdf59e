import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import { historyPageSizes, type HistoryPage } from "#shared/idm/object.ts";
import { searchPageSizes } from "#shared/idm/search.ts";
import { logIn } from "../e2e/operator.ts";
import { chromiumOptions } from "../fixtures/chromium.ts";
import { longHistoryCard, makeLongHistory } from "../fixtures/long-history.ts";
import { run } from "../fixtures/process.ts";
import { logIn as logInToApi, startSandbox, type ApiClient } from "../fixtures/sandbox.ts";
import { median, timed, type Row } from "./row.ts";
import { measureSearchSpeed } from "./search-speed.ts";

const entries = 10_000;
const people = 100_000;

/**
 * Measures virtualized lists: an object with a long history, and a search with very many results.
 */
export async function measureLongLists(): Promise<Row[]> {
  const data = mkdtempSync(join(tmpdir(), "carddesk-bench-"));
  const sandboxData = join(data, "sandbox");
  await makeLongHistory(sandboxData, entries, ["--people", String(people)]);
  await using sandbox = await startSandbox({ dataDir: sandboxData });
  const flags = ["--shell", "browser", "--no-open", "--port", "0", "--data-dir", data, "--idm", sandbox.url];
  const program = run("electron/launcher/main.ts", [...flags, "--lang", "en"]);
  const browser = await chromium.launch(chromiumOptions);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(await program.line(/^CardDesk ready (\S+)$/));
    await logIn(page, "vscmanager");
    await page.getByRole("searchbox", { name: "Search" }).waitFor();
    const api = await logInToApi(sandbox.url, "vscmanager");
    return [
      ...(await measureSearchSpeed(page, api, people)),
      ...(await measureHistory(page, api)),
      ...(await measureResults(page, api)),
    ];
  } finally {
    await browser.close();
    await program.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

async function measureHistory(page: Page, api: ApiClient): Promise<Row[]> {
  const params = { type: "virtualSmartCard", id: longHistoryCard };
  const opened: number[] = [];
  const bare: number[] = [];
  const history = page.getByRole("region", { name: "History" });
  for (let round = 0; round < 10; round += 1) {
    await page.keyboard.press("Control+k");
    await page.getByRole("searchbox", { name: "Search" }).fill(longHistoryCard);
    await page.getByRole("row", { name: longHistoryCard }).waitFor();
    const { milliseconds } = await timed(async () => {
      await page.keyboard.press("Enter");
      await page.getByRole("tab", { name: "History" }).click();
      await history.getByRole("row").nth(1).waitFor();
    });
    opened.push(milliseconds);
    const { milliseconds: calls } = await timed(async () => {
      await Promise.all([api.ask(idmApi.object, { params }), api.ask(idmApi.processes, { params })]);
      await api.ask(idmApi.history, { params });
    });
    bare.push(calls);
  }
  const filtered = await timed(async () => {
    await history.getByText("Filter", { exact: true }).click();
    await history.getByRole("combobox", { name: "Who" }).selectOption("Operator 3");
    await history.getByText(/ of 10,003 entries/).waitFor();
  });
  const paged = await timed(async () => {
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = cursor === null ? {} : { cursor, limit: String(historyPageSizes.longest) };
      const { next }: HistoryPage = await api.ask(idmApi.history, { params, query });
      cursor = next;
    } while (cursor !== null);
  });
  return [
    {
      what: `an object with ${entries} history entries, Enter to its history on screen`,
      value: median(opened),
      unit: "ms",
      comparedWith: { what: "the bare calls for object, processes and first page", value: median(bare) },
    },
    {
      what: `a filter over ${entries} history entries, to its count`,
      value: filtered.milliseconds,
      unit: "ms",
      comparedWith: { what: "the bare calls for all pages", value: paged.milliseconds },
    },
  ];
}

/** Measures scrolling from the first row to the last, as fast as the list allows. */
async function measureResults(page: Page, api: ApiClient): Promise<Row[]> {
  await page.keyboard.press("Control+k");
  await page.getByRole("searchbox", { name: "Search" }).fill("VSC");
  await page.getByText("100,000 found").waitFor();
  const scrolled = await timed(() => scrollToEnd(page));
  const pages = { asked: 0, size: 0 };
  const paged = await timed(async () => {
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = {
        q: "VSC",
        ...(cursor === null ? {} : { cursor, limit: String(searchPageSizes.longest) }),
      };
      const { items, next } = await api.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query });
      pages.asked += 1;
      pages.size = Math.max(pages.size, items.length);
      cursor = next;
    } while (cursor !== null);
  });
  const { most, last } = scrolled.value;
  if (last !== people + 1) throw new Error(`The last row is ${last}, not ${people + 1}.`);
  return [
    {
      what: `a search with ${people} results, scrolled to the last`,
      value: scrolled.milliseconds,
      unit: "ms",
      comparedWith: { what: `the bare calls, ${pages.asked} pages of ${pages.size}`, value: paged.milliseconds },
    },
    { what: "rows in the page meanwhile, at most", value: most, unit: "rows" },
  ];
}

/**
 * Scrolls the results to the end. Returns the largest number of rows in the page at once, and the
 * index of the last row.
 */
function scrollToEnd(page: Page): Promise<{ most: number; last: number }> {
  return page.evaluate(
    () =>
      new Promise<{ most: number; last: number }>((resolve) => {
        let most = 0;
        const step = (): void => {
          const box = document.querySelector(".grid");
          const table = box?.querySelector("table");
          const rows = box?.querySelectorAll("tr[aria-rowindex]") ?? [];
          most = Math.max(most, rows.length);
          const last = Math.max(...Array.from(rows, (row) => Number(row.getAttribute("aria-rowindex"))));
          box?.scrollTo(0, box.scrollHeight);
          if (last === Number(table?.getAttribute("aria-rowcount"))) resolve({ most, last });
          else requestAnimationFrame(step);
        };
        step();
      }),
  );
}
