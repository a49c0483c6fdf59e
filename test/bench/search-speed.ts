import type { Page } from "@playwright/test";
import { z } from "zod";
import { idmApi } from "#shared/idm/api.ts";
import type { ApiClient } from "../fixtures/sandbox.ts";
import { paintedAfterKey } from "./painted.ts";
import { quantile, timed, type Row } from "./row.ts";

/** Forty characters in total: names that many people have, numbers, and a text without results. */
const texts = ["anna lind", "VSC-05012", "jürgen m", "olivia", "zz 1234"];
/** Milliseconds between two keys of a fast typist. */
const betweenKeys = 60;
const rows = 10_000;
/** Milliseconds from which an operator notices a task. */
const felt = { what: "what a task may take", value: 50 };

/**
 * Measures Quick search at typing speed: from a key to its painted rows, and the tasks that block
 * the page.
 */
export async function measureSearchSpeed(page: Page, api: ApiClient, people: number): Promise<Row[]> {
  const keys: number[] = [];
  const bare: number[] = [];
  const call = (q: string) => api.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query: { q } });
  // Warms up the back end: each key below is measured before its bare call, and would otherwise
  // include what the back end's first answer costs.
  for (const text of texts) for (const length of Array.from(text).keys()) await call(text.slice(0, length + 1));
  for (const text of texts) {
    await page.getByRole("searchbox", { name: "Search" }).fill("");
    for (const [index, key] of text.split("").entries()) {
      keys.push(await paintedAfterKey(page, key));
      const q = text.slice(0, index + 1);
      bare.push((await timed(() => call(q))).milliseconds);
    }
  }
  const typing = await longestTask(page, async () => {
    await page.getByRole("searchbox", { name: "Search" }).fill("");
    for (const key of texts.join("").split("")) {
      await page.keyboard.type(key);
      await page.waitForTimeout(betweenKeys);
    }
  });
  await page.getByRole("searchbox", { name: "Search" }).fill("VSC");
  await page.locator(".grid-table[aria-busy=false]").waitFor();
  const scrolling = await longestTask(page, () => scrollRows(page, rows));
  return [
    {
      what: `Quick search over ${people} cards, from a key to its painted rows, p95`,
      value: quantile(keys, 0.95),
      unit: "ms",
      comparedWith: { what: "the bare calls, p95", value: quantile(bare, 0.95) },
    },
    {
      what: `longest task while ${texts.join("").length} characters are typed`,
      value: typing,
      unit: "ms",
      comparedWith: felt,
    },
    { what: `longest task while ${rows} results are scrolled`, value: scrolling, unit: "ms", comparedWith: felt },
  ];
}

const traceSchema = z.object({
  traceEvents: z.array(
    z.looseObject({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      /** Microseconds of processor time. */
      tdur: z.number().optional(),
      args: z.looseObject({ name: z.unknown().optional() }).optional(),
    }),
  ),
});

/**
 * Returns the processor time, in milliseconds, of the longest task on the page's main thread during
 * the work. Wall time would depend on the load of the machine.
 */
async function longestTask(page: Page, work: () => Promise<void>): Promise<number> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("The page has no browser.");
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  await work();
  const { traceEvents } = traceSchema.parse(JSON.parse((await browser.stopTracing()).toString()));
  const threads = traceEvents
    .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
    .map(({ pid, tid }) => `${pid} ${tid}`);
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => name.endsWith("RunTask") && threads.includes(`${pid} ${tid}`),
  );
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
}

/** Scrolls in every frame, as the wheel does, until `count` rows have passed. */
function scrollRows(page: Page, count: number): Promise<void> {
  return page.evaluate(
    (wanted) =>
      new Promise<void>((resolve) => {
        const step = (): void => {
          const box = document.querySelector(".grid");
          const passed = Math.max(
            ...Array.from(box?.querySelectorAll("tr[aria-rowindex]") ?? [], (row) =>
              Number(row.getAttribute("aria-rowindex")),
            ),
          );
          box?.scrollBy(0, 600);
          if (passed > wanted) resolve();
          else requestAnimationFrame(step);
        };
        step();
      }),
    count,
  );
}
