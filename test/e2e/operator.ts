import { expect, type Locator, type Page } from "@playwright/test";

/**
 * Logs in and waits for the answer: the log-in screen also has Support and settings, and what a
 * test does in them is lost when the screen goes.
 */
export async function logIn(page: Page, account: string, password = "sandbox"): Promise<void> {
  await page.getByRole("textbox", { name: "User account" }).fill(account);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("button", { name: "Logging in…" })).toBeHidden();
}

export async function logOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("button", { name: "Log in", exact: true })).toBeVisible();
}

/** Finds an object by Quick search and opens it. */
export async function open(page: Page, number: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Search" }).fill(number);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: number })).toBeVisible();
}

/** Finds an object of a kind by its number and opens it; `label` is its heading. */
export async function openFound(page: Page, kind: string, number: string, label: string): Promise<void> {
  await page.getByRole("combobox", { name: "Quick search" }).selectOption(kind);
  await page.getByRole("searchbox", { name: "Search" }).fill(number);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: label })).toBeVisible();
}

export const actions = (page: Page) => page.getByRole("region", { name: "What do you want to do" });

/** Opens a part of the object view, by the name of its tab. */
export const openTab = (page: Page, name: string) => page.getByRole("tab", { name }).click();

/** Unfolds the processes that are not available for the object, with the reasons. */
export const unfoldReasons = (page: Page) =>
  actions(page)
    .getByText(/^Not available/)
    .click();

/**
 * The administrator's steps to enable a process: Home > Cards > Virtual smart card > Active >
 * Additional Commands > New > process > Save.
 */
export async function enable(page: Page, process: string): Promise<void> {
  await page.getByRole("link", { name: "Home" }).click();
  await page.getByRole("link", { name: "Cards" }).click();
  await page.getByRole("link", { name: "Virtual smart card" }).click();
  await page.getByRole("tab", { name: "Active", exact: true }).click();
  const commands = page.getByRole("region", { name: "Additional Commands" });
  await commands.getByRole("button", { name: "New" }).click();
  await commands.getByRole("combobox", { name: "Process" }).selectOption(process);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/^Saved/)).toBeVisible();
}

/** Returns the rows of the certificates table as `purpose: in Identity Manager, in the CA`. */
export async function certificateStates(page: Page): Promise<string[]> {
  const table = page.getByRole("table", { name: "Certificates" });
  await expect(table).toBeVisible();
  const headers = await table.getByRole("columnheader").allInnerTexts();
  const column = (name: string): number => headers.findIndex((header) => header.trim() === name);
  const rows = await table.getByRole("row").all();
  const states: string[] = [];
  for (const row of rows.slice(1)) {
    const cells = await row.locator("[role=rowheader], [role=cell], td, th").allInnerTexts();
    const text = (name: string): string => cells[column(name)]?.split("\n")[0]?.trim() ?? "";
    states.push(`${text("Purpose")}: ${text("In Identity Manager")}, ${text("In the CA")}`);
  }
  return states;
}

/** Returns the button that runs the process: Next, or the red button of an irreversible one. */
export const lastButton = (place: Locator): Locator =>
  place.getByRole("button", { name: /^(Next|(Approve: )?(Lock|Delete) .+)$/ });

/** Types the text that confirms an irreversible process. */
export async function typeToConfirm(place: Locator): Promise<void> {
  const field = place.getByRole("textbox", { name: /^Type .+ to confirm$/ });
  const label = await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? "");
  await field.fill(label.replace(/^Type (.+) to confirm$/, "$1"));
}
