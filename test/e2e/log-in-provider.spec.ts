import { expect } from "@playwright/test";
import { test } from "./app.ts";
import { findings } from "./axe.ts";
import { logOut } from "./operator.ts";
import { byProvider, logInThere, openProvider, systemBrowser } from "./provider.ts";

test.use({ sandboxFlags: ["--oidc"] });

test("an operator logs in at the provider in the system's browser, and a log-out ends the session there too", async ({
  page,
  app,
  browser,
}) => {
  const system = await systemBrowser(browser);
  await expect(byProvider(page)).toBeFocused();
  await expect(page.getByRole("textbox", { name: "User account" })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  const address = await openProvider(app, page);
  await expect(page.getByText("Finish the log-in in your browser.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Stop waiting" })).toBeFocused();
  expect(await findings(page)).toEqual([]);

  const there = await system.open(address);
  await logInThere(there, "helpdesk", "wrong");
  await expect(there.getByRole("alert")).toContainText("wrong");
  await logInThere(there, "helpdesk");
  await expect(there.getByText("You can close this window and go back to CardDesk.")).toBeVisible();
  await expect(page.getByText("Hedvig Pesk")).toBeVisible();
  await expect(page.getByRole("searchbox", { name: "Search" })).toBeFocused();

  // Sends the same answer again: the callback port is closed by now.
  await expect(there.reload()).rejects.toThrow(/ERR_CONNECTION_REFUSED/);

  const ending = await app.opened(() => logOut(page));
  const end = await system.open(ending);
  await end.getByRole("button", { name: "Yes, sign me out" }).click();
  await expect(end.getByText("Sign-out Success")).toBeVisible();
  const again = await system.open(await openProvider(app, page));
  await expect(again.getByRole("button", { name: "Log in at the provider" })).toBeVisible();
  await system.close();
});

test("a log-in at the provider that is cancelled in the browser or in the page leads back to the log-in", async ({
  page,
  app,
  browser,
}) => {
  const system = await systemBrowser(browser);
  const there = await system.open(await openProvider(app, page));
  await there.getByRole("link", { name: "Do not log in" }).click();
  await expect(page.getByRole("alert")).toContainText("The log-in provider did not log you in.");
  expect(await findings(page)).toEqual([]);

  await openProvider(app, page);
  await page.getByRole("button", { name: "Stop waiting" }).click();
  await expect(byProvider(page)).toBeFocused();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await system.close();
});
