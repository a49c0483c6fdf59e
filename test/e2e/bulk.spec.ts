import { expect, type Page } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import { languages, type Language } from "#shared/ipc/app.ts";
import { askOpenssl } from "../fixtures/openssl.ts";
import { enable } from "../fixtures/enable.ts";
import { logIn as logInToApi, type ApiClient, type RunningSandbox } from "../fixtures/sandbox.ts";
import { test } from "./app.ts";
import { findings } from "./axe.ts";
import { logIn } from "./operator.ts";

// Slow: runs dozens of processes, and restarts programs.
test.slow();

const reactivate = "Reactivate virtual smart card";
const symbolicName = "VirtualSmartCardProcReactivate";
const basket = (page: Page) => page.getByRole("region", { name: "Basket" });
const progress = (page: Page) => page.getByRole("region", { name: "Progress" });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const ref = (id: string) => ({ type: "virtualSmartCard", id });

/** Logs in as the bulk operator and chooses to reactivate. */
async function openBulk(page: Page, { url }: RunningSandbox): Promise<void> {
  await enable(url, symbolicName);
  await logIn(page, "officer");
  await page.getByRole("navigation").getByRole("button", { name: "Bulk" }).click();
  await page.getByRole("radio", { name: reactivate }).check();
  await button(page, "Next").click();
}

/** Puts every inactive card in the basket and returns their number. */
async function chooseInactive(page: Page, api: ApiClient): Promise<number> {
  await page.getByRole("combobox", { name: "State" }).selectOption("Inactive");
  await button(page, "Find").click();
  await button(page, "Choose all possible").click();
  const query = { q: "", state: "inactive" };
  const { total } = await api.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query });
  await expect(basket(page)).toContainText(`${total.value} of at most 500`);
  return total.value;
}

/** Goes from the basket to the start of the bulk, typing the number if required. */
async function start(page: Page, count: number): Promise<void> {
  await button(page, "Next").click();
  if (count > 10) await page.getByRole("textbox", { name: `Type ${count} to confirm` }).fill(String(count));
  await button(page, /^Start with/).click();
}

/** Returns how often each of these cards was reactivated, according to the back end's history. */
async function reactivations(api: ApiClient, numbers: readonly string[]): Promise<number[]> {
  return Promise.all(
    numbers.map(async (id) => {
      const { items } = await api.ask(idmApi.history, { params: ref(id) });
      return items.filter(({ process }) => process === symbolicName).length;
    }),
  );
}

async function inactiveCards(api: ApiClient): Promise<string[]> {
  const query = { q: "", state: "inactive", limit: "200" };
  const { items } = await api.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query });
  return items.map(({ label }) => label);
}

test("a bulk reactivates every inactive card once, in Identity Manager and in the CA, and saves its result", async ({
  page,
  app,
}) => {
  await openBulk(page, app.sandbox);
  const api = await logInToApi(app.sandbox.url, "officer");
  const cards = await inactiveCards(api);
  const count = await chooseInactive(page, api);
  expect(await findings(page)).toEqual([]);
  await button(page, "Next").click();
  const changes = page.getByRole("table", { name: "What will change" });
  await expect(changes.getByRole("row", { name: `${count} virtual smart cards` })).toContainText(/Inactive.*Active/);
  expect(await findings(page)).toEqual([]);
  await page.getByRole("textbox", { name: `Type ${count} to confirm` }).fill(String(count - 1));
  await button(page, /^Start with/).click();
  await expect(page.getByText(`Type the number of objects: ${count}`)).toBeVisible();
  await page.getByRole("textbox", { name: `Type ${count} to confirm` }).fill(String(count));
  await button(page, /^Start with/).dblclick();
  await expect(progress(page)).toContainText(`All ${count} objects are done and confirmed`);
  expect(await findings(page)).toEqual([]);
  expect(await reactivations(api, cards)).toEqual(cards.map(() => 1));
  for (const id of cards.slice(0, 3)) {
    const { state, certificates } = await api.ask(idmApi.object, { params: ref(id) });
    expect(state).toBe("active");
    for (const { serial } of certificates.filter((each) => each.stateInCa.status === "valid")) {
      const said = await askOpenssl(app.sandbox.url, serial);
      expect(said.crl).toContain("card.pem: OK");
      expect(said.ocsp).toMatch(/card\.pem: good/);
    }
  }

  const { text: file } = await app.saved(() => button(page, "Save the result as CSV").click());
  expect(file.split("\r\n")).toHaveLength(count + 2);
  expect(file).toMatch(/^\ufeffObject,Id,Process,Result,Code,Time\r\n/);
  expect(file).toContain(`${cards[0]},${cards[0]},${reactivate},Done and confirmed,,`);
  await button(page, "Close").click();
  await expect(page.getByRole("heading", { level: 1, name: "Bulk" })).toBeVisible();
});

test("a list from a file is looked up, and the page says why a number is not in the basket", async ({ page, app }) => {
  await openBulk(page, app.sandbox);
  await page.getByRole("radio", { name: "From a list of numbers" }).check();
  const text =
    "\ufeffNumber;Remark\r\nVSC-000 002;with a space\r\nvsc-000002;again\r\nVSC-000001;active\r\nVSC-0000;part\r\nVSC-999999;none\r\n";
  await page.locator("input[type=file]").setInputFiles({
    name: "cards.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(text, "utf16le"),
  });
  await expect(page.getByText("5 numbers; 1 line repeats a number")).toBeVisible();
  await button(page, "Look up and add to the basket").click();
  await expect(page.getByText("1 of 5 can be done and is in the basket")).toBeVisible();
  await expect(page.getByRole("region", { name: "2 numbers not found" }).getByRole("listitem")).toHaveText([
    "Number",
    "VSC-999999",
  ]);
  await expect(page.getByRole("region", { name: "1 ambiguous number" })).toContainText(/matches \d+, such as VSC-0000/);
  await expect(page.getByRole("region", { name: "1 object for which this is not possible" })).toContainText(
    "VSC-000001",
  );
  expect(await findings(page)).toEqual([]);
  await expect(basket(page).getByRole("rowheader")).toHaveText([/^VSC-000002/]);
  await start(page, 1);
  await expect(progress(page)).toContainText("1 object is done and confirmed");
});

test("a bulk killed in the middle resumes with the remaining objects after the log-in, and does nothing twice", async ({
  page: first,
  app,
}) => {
  await openBulk(first, app.sandbox);
  const api = await logInToApi(app.sandbox.url, "officer");
  const cards = await inactiveCards(api);
  const count = await chooseInactive(first, api);
  await app.sandbox.fault("POST", "/v1/process-instances/*/next", { delayMs: 400 }, count);
  await start(first, count);
  await expect(progress(first)).toContainText(/[4-9] of \d+/);
  app.kill();

  const page = await app.restart();
  await app.sandbox.clearFaults();
  await logIn(page, "officer");
  await page.getByRole("navigation").getByRole("button", { name: "Bulk" }).click();
  await expect(progress(page)).toContainText("Stopped before everything was done");
  expect(await findings(page)).toEqual([]);
  await button(page, /^Resume with \d+ objects/).click();
  await expect(progress(page)).toContainText(`All ${count} objects are done and confirmed`);
  expect(await reactivations(api, cards)).toEqual(cards.map(() => 1));
});

test("a cancelled bulk starts nothing new; resumed, it can retry failed objects, and does nothing twice", async ({
  page,
  app,
}) => {
  await openBulk(page, app.sandbox);
  const api = await logInToApi(app.sandbox.url, "officer");
  const cards = await inactiveCards(api);
  const count = await chooseInactive(page, api);
  await app.sandbox.fault("POST", "/v1/process-instances/*/next", { delayMs: 300 }, count);
  await start(page, count);
  await expect(progress(page)).toContainText(/[4-9] of \d+/);
  await button(page, "Cancel").click();
  await expect(progress(page)).toContainText("Stopped before everything was done");
  const done = (await reactivations(api, cards)).filter((times) => times === 1).length;
  expect(done).toBeLessThan(count);
  await app.sandbox.clearFaults();

  await app.sandbox.fault("POST", "/v1/process-instances/*/next", { dropAfterCommit: true }, 2);
  await app.sandbox.fault("POST", "/v1/process-instances/*/next", { caDown: true }, 2);
  await button(page, /^Resume with/).click();
  await expect(button(page, /^Try 2 failed objects again/)).toBeVisible();
  await button(page, /^Try 2 failed objects again/).click();
  await expect(progress(page)).toContainText(`All ${count} objects are done and confirmed`);
  expect(await reactivations(api, cards)).toEqual(cards.map(() => 1));
});

const names: Record<Language, string> = { en: "English", sv: "Svenska", de: "Deutsch", fr: "Français" };
for (const language of languages) {
  test(`in ${names[language]} nothing is cut off at 1280×800, and axe finds nothing`, async ({ page, app }) => {
    await enable(app.sandbox.url, symbolicName);
    const clean = async (step: string): Promise<void> => {
      expect(await findings(page), step).toEqual([]);
      const cut = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(cut, step).toBe(0);
    };
    await page.getByRole("combobox").first().selectOption({ label: names[language] });
    await page.locator("input").first().fill("officer");
    await page.locator("input[type=password]").fill("sandbox");
    await page.keyboard.press("Enter");
    await page.locator(".rail button").nth(2).click();
    await page.getByRole("radio").first().check();
    await clean("process");
    await page.locator(".button-primary").click();
    await clean("objects");
    await page.getByRole("radio").last().check();
    await page.locator("textarea").fill("VSC-000002\nVSC-000001\nVSC-0000\nVSC-999999");
    await page.locator(".bulk-from-list .buttons button").nth(1).click();
    await expect(page.locator(".bulk-lines")).toHaveCount(3);
    await clean("list");
    await page.locator(".button-primary").click();
    await expect(page.locator(".changes table")).toBeVisible();
    await clean("check");
    await page.locator(".button-primary").click();
    await expect(page.locator(".notice-good")).toBeVisible();
    await clean("result");
  });
}
