import { expect, type Page } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import type { ProcessOffer } from "#shared/idm/object.ts";
import { cardStates, userStates } from "#shared/domain/states.ts";
import { enable } from "../fixtures/enable.ts";
import { logIn as logInToApi, type ApiClient } from "../fixtures/sandbox.ts";
import { test } from "./app.ts";
import { cardRef, processes } from "./field.ts";
import { actions, logIn, openFound } from "./operator.ts";

/**
 * Returns one object in every state that exists in the sandbox, with the processes offered to the
 * officer.
 */
async function everyState(api: ApiClient) {
  const all = [];
  for (const [id, kind, states] of [
    ["virtualSmartCard", "Virtual smart card", cardStates],
    ["user", "User", userStates],
  ] as const)
    for (const state of states) {
      const { items } = await api.ask(idmApi.search, { params: { id }, query: { state, limit: "1" } });
      for (const { ref, label, columns } of items) {
        const offers = await api.ask(idmApi.processes, { params: ref });
        all.push({
          kind,
          label,
          number: columns["account"] ?? ref.id,
          ref,
          offers: offers.filter((each) => each.offered),
        });
      }
    }
  return all;
}

const dialog = (page: Page) => page.getByRole("dialog");
const danger = (page: Page) => dialog(page).locator(".button-danger");

async function escape(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
}

/**
 * Presses every digit, which must open only the process assigned to it, and never an irreversible
 * one.
 */
async function pressDigits(page: Page, offers: readonly ProcessOffer[]): Promise<void> {
  for (let digit = 1; digit <= 9; digit += 1) {
    await page.keyboard.press(String(digit));
    const offer = offers.find(({ key }) => key === digit);
    if (offer === undefined) {
      await expect(dialog(page)).toHaveCount(0);
      continue;
    }
    await expect(dialog(page).getByRole("button", { name: "Next" })).toBeVisible();
    await expect(page.getByRole("dialog", { name: offer.name })).toBeVisible();
    await expect(danger(page)).toHaveCount(0);
    await escape(page);
  }
}

/**
 * Opens an irreversible process and presses every key on every control, without typing the number.
 */
async function pressEverything(page: Page, offer: ProcessOffer): Promise<void> {
  await actions(page).getByRole("button", { name: offer.name }).click();
  await expect(danger(page)).toBeVisible();
  await expect(dialog(page).getByRole("button", { name: "Next" })).toHaveCount(0);
  const keys = ["Alt+n", "Enter", "Space", ...Array.from({ length: 9 }, (_, index) => String(index + 1))];
  for (const key of keys) await page.keyboard.press(key);
  for (const control of await dialog(page).locator("select").all()) await control.selectOption({ index: 1 });
  for (const field of await dialog(page).getByRole("textbox").all()) {
    await field.fill("VSC-");
    for (const key of ["Enter", "Alt+n"]) await page.keyboard.press(key);
  }
  await danger(page).focus();
  for (const key of ["Enter", "Space", "Alt+n"]) await page.keyboard.press(key);
  await danger(page).click({ force: true });
  await expect(danger(page)).toHaveAttribute("aria-disabled", "true");
  const isFilledIn = (await dialog(page).locator("select").count()) > 0;
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  if (isFilledIn) await page.getByRole("button", { name: "Leave" }).click();
  await expect(dialog(page)).toBeHidden();
}

test("in every state of every object, no key runs an irreversible process before the number is typed", async ({
  page,
  app,
}) => {
  await enable(app.sandbox.url, ...Object.values(processes));
  const api = await logInToApi(app.sandbox.url, "officer");
  const objects = await everyState(api);
  expect(objects.length).toBeGreaterThanOrEqual(6);
  const digits = new Map<string, string>();
  await logIn(page, "officer");
  for (const { kind, label, number, ref, offers } of objects) {
    const before = await api.ask(idmApi.object, { params: ref });
    await page.keyboard.press("Control+k");
    await openFound(page, kind, number, label);
    await expect(actions(page)).toBeVisible();
    await pressDigits(page, offers);
    for (const offer of offers) {
      if (offer.irreversible) await pressEverything(page, offer);
      if (offer.key === null) continue;
      const verb = offer.name.split(" ", 1).join("");
      expect(digits.get(String(offer.key)) ?? verb, `digit ${offer.key}`).toBe(verb);
      digits.set(String(offer.key), verb);
    }
    const { version, state } = before;
    expect(await api.ask(idmApi.object, { params: ref })).toMatchObject({ version, state });
  }
  expect(await api.ask(idmApi.tasks, {})).toEqual([]);
});

test("an irreversible process names what is lost, and runs once the number is typed", async ({ page, app }) => {
  const api = await logInToApi(app.sandbox.url, "vscmanager");
  await logIn(page, "vscmanager");
  await openFound(page, "Virtual smart card", "VSC-000001", "VSC-000001");
  await page.keyboard.press("1");
  await expect(dialog(page)).toHaveCount(0);
  await actions(page).getByRole("button", { name: "Lock virtual smart card" }).click();
  const last = dialog(page).getByRole("button", { name: "Lock card and revoke 3 certificates" });
  await expect(last).toHaveAttribute("aria-disabled", "true");
  await dialog(page).getByRole("textbox", { name: "Type VSC-000001 to confirm" }).fill("vsc-000001");
  await expect(last).not.toHaveAttribute("aria-disabled", "true");
  await last.click();
  await expect(dialog(page)).toContainText("Done and confirmed");
  expect(await api.ask(idmApi.object, { params: cardRef("VSC-000001") })).toMatchObject({ state: "locked" });
});
