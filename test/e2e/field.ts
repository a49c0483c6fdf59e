import { expect, type Locator, type Page } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import { enable } from "../fixtures/enable.ts";
import { logIn as logInToApi, startSandbox, type RunningSandbox } from "../fixtures/sandbox.ts";
import { actions, logIn, open } from "./operator.ts";

export const reactivate = "Reactivate virtual smart card";
/** The symbolic names of a card's processes. */
export const processes = {
  reactivate: "VirtualSmartCardProcReactivate",
  deactivate: "VirtualSmartCardProcDeactivate",
  lock: "VirtualSmartCardProcLockForOperator",
  remove: "VirtualSmartCardProcDelete",
} as const;
export const cardRef = (id: string) => ({ type: "virtualSmartCard", id });

export const banner = (page: Page): Locator => page.getByRole("region", { name: "Connection" });
export const queue = (page: Page): Locator => page.getByRole("region", { name: "Queue" });
export const entry = (page: Page, number: string): Locator => queue(page).getByRole("row").filter({ hasText: number });
export const goTo = (page: Page, area: string): Promise<void> =>
  page.getByRole("button", { name: area, exact: true }).click();

/**
 * Enables the processes of cards, takes all inactive cards as the operator, and kills the back end.
 */
export async function inTheField(page: Page, sandbox: RunningSandbox): Promise<void> {
  await enable(sandbox.url, ...Object.values(processes));
  await logIn(page, "vscmanager");
  await goTo(page, "Offline");
  await page.getByRole("combobox", { name: "State" }).selectOption("Inactive");
  await page.getByRole("button", { name: "Download", exact: true }).click();
  const set = page.getByRole("region", { name: "Working set" });
  await expect(set).toContainText("Virtual smart card, all; State Inactive");
  await expect(set.getByRole("listitem").filter({ hasText: reactivate })).toBeVisible();
  await sandbox.kill();
  await expect(banner(page)).toContainText("You are working on the working set");
}

/** Reactivates a card offline, until it is queued. */
export async function queueReactivation(page: Page, number: string): Promise<void> {
  await goTo(page, "Quick search");
  await expect(page.getByText(/^From the working set, as of/).first()).toBeVisible();
  await open(page, number);
  await expect(
    page.getByRole("paragraph").filter({ hasText: /^From the working set.*different by now/ }),
  ).toBeVisible();
  await actions(page).getByRole("button", { name: reactivate }).click();
  const dialog = page.getByRole("dialog", { name: reactivate });
  await dialog.getByRole("button", { name: "Next" }).click();
  await expect(dialog).toContainText("Queued. Not yet effective.");
  await dialog.getByRole("button", { name: "Close" }).click();
}

/** Restarts the back end at the same address with the same data. Its sessions are lost. */
export function backAgain({ url, dataDir }: RunningSandbox): Promise<RunningSandbox> {
  return startSandbox({ dataDir, flags: ["--sandbox-port", new URL(url).port] });
}

export async function logInAgain(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.getByLabel("Password").fill("sandbox");
  await dialog.getByRole("button", { name: "Log in" }).click();
  await expect(dialog).toBeHidden();
}

/** Returns the numbers of inactive cards whose user is active. */
export async function inactiveCards({ url }: Pick<RunningSandbox, "url">, count: number): Promise<string[]> {
  const operator = await logInToApi(url, "vscmanager");
  const params = { id: "virtualSmartCard" };
  const { items } = await operator.ask(idmApi.search, { params, query: { state: "inactive", limit: "200" } });
  // The user of this one is inactive too.
  const ids = items.map(({ ref }) => ref.id).filter((id) => id !== "VSC-000003");
  return ids.slice(0, count);
}
