import { expect, type Page } from "@playwright/test";
import { test } from "./app.ts";
import { findings } from "./axe.ts";
import { actions, certificateStates, logIn, open } from "./operator.ts";

const card = "VSC-000001";
const process = "Deactivate user";
const openTasks = (page: Page) => page.getByRole("navigation").getByRole("button", { name: "Open tasks" });

/** Asks for the deactivation of a card's user with a reason, up to the end of the wizard. Answers the user's name. */
async function ask(page: Page, card: string): Promise<string> {
  await open(page, card);
  const holder = page.getByRole("region", { name: "Related" }).getByRole("link");
  const name = await holder.innerText();
  await holder.click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await actions(page).getByRole("button", { name: process }).click();
  const dialog = page.getByRole("dialog", { name: process });
  await dialog.getByRole("combobox").selectOption("Long absence");
  await dialog.getByRole("button", { name: "Next" }).click();
  await expect(dialog).toContainText("Another person has to approve this. Nothing has changed yet.");
  expect(await findings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Close" }).click();
  return name;
}

test("helpdesk asks to deactivate a user, the approver approves: user, card and certificates follow", async ({
  page: helpdesk,
  app,
}) => {
  await logIn(helpdesk, "helpdesk");
  await expect(openTasks(helpdesk)).toHaveCount(0);
  const approver = await app.secondPage();
  await logIn(approver, "approver");
  await expect(approver.getByRole("heading", { name: "Open tasks" })).toBeVisible();
  await expect(approver.getByText("Nothing waits for a decision.")).toBeVisible();

  const user = await ask(helpdesk, card);
  await expect(actions(helpdesk).getByRole("listitem").filter({ hasText: process })).toContainText(/wait/i);
  await expect(helpdesk.getByRole("article").getByRole("status").first()).toHaveText("Active");

  await expect(openTasks(approver)).toContainText("1");
  expect(await findings(approver)).toEqual([]);
  const row = approver.getByRole("row").filter({ hasText: process });
  await expect(row).toContainText(user);
  await expect(row).toContainText("Hedvig Pesk");
  await row.getByRole("link", { name: process }).click();
  await expect(approver.getByRole("region", { name: "The request" })).toContainText("Long absence");
  await expect(approver.getByRole("table", { name: "What will change" })).toContainText(card);
  expect(await findings(approver)).toEqual([]);

  await approver.getByRole("button", { name: "Reject" }).click();
  await expect(approver.getByText("Give a reason to reject.")).toBeVisible();
  await approver.getByRole("button", { name: "Approve" }).click();
  await expect(approver.getByRole("alert")).toContainText("Approved");
  await expect(approver.getByRole("table", { name: "What did change" })).toContainText(card);
  expect(await findings(approver)).toEqual([]);
  await expect(openTasks(approver)).toHaveText("Open tasks");

  // The requester's window follows by itself.
  await expect(helpdesk.getByRole("article").getByRole("status").first()).toHaveText("Inactive");
  await expect(helpdesk.getByRole("table", { name: "History" })).toContainText("Approved by Aprilia Provera");
  await approver.getByRole("link", { name: user }).click();
  await approver.getByRole("region", { name: "Related" }).getByRole("link", { name: card }).click();
  await expect(approver.getByRole("heading", { name: card })).toBeVisible();
  await expect(approver.getByRole("article").getByRole("status").first()).toHaveText("Inactive");
  expect(await certificateStates(approver)).toContain("Authentication: On hold, On hold");
});
