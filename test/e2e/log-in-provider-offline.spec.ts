import { expect } from "@playwright/test";
import { startSandbox } from "../fixtures/sandbox.ts";
import { test } from "./app.ts";
import { findings } from "./axe.ts";
import { banner, goTo } from "./field.ts";
import { logIn } from "./operator.ts";
import { logInByProvider } from "./provider.ts";

test.use({ sandboxFlags: ["--oidc"] });
// Slow: starts and stops programs several times.
test.slow();

const passphrase = "four cards in a drawer";

test("after a log-in at the provider only the offline passphrase opens the working set", async ({
  page: first,
  app,
  browser,
}) => {
  await logInByProvider(app, first, browser, "vscmanager");
  await goTo(first, "Offline");
  await first.getByRole("combobox", { name: "State" }).selectOption("Inactive");
  const download = first.getByRole("button", { name: "Download", exact: true });
  await download.click();
  await expect(first.getByText("Enter at least 12 characters.")).toBeVisible();
  await first.getByLabel("Offline passphrase", { exact: true }).fill(passphrase);
  await download.click();
  await expect(first.getByText("The two are not the same.")).toBeVisible();
  expect(await findings(first)).toEqual([]);
  await first.getByLabel("Offline passphrase again").fill(passphrase);
  await download.click();
  await expect(first.getByRole("region", { name: "Working set" })).toContainText("State Inactive");
  await app.sandbox.kill();
  await expect(banner(first)).toContainText("You are working on the working set");

  const page = await app.restart();
  await expect(page.getByText(/the operator who downloaded it can log in/)).toBeVisible();
  await logIn(page, "vscmanager", "sandbox");
  await expect(page.getByRole("alert")).toContainText("Code wrong-credentials");
  await logIn(page, "vscmanager", passphrase);
  await expect(banner(page)).toContainText("You are working on the working set");

  const { url, dataDir } = app.sandbox;
  await using again = await startSandbox({ dataDir, flags: ["--oidc", "--sandbox-port", new URL(url).port] });
  expect(again.url).toBe(url);
  const ended = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(ended).toBeVisible();
  await logInByProvider(app, page, browser, "vscmanager");
  await expect(ended).toBeHidden();
  await goTo(page, "Offline");
  const set = page.getByRole("region", { name: "Working set" });
  await expect(set).toContainText("Locked.");
  const field = set.getByLabel("Password or offline passphrase of the download");
  await field.fill("sandbox");
  await set.getByRole("button", { name: "Unlock" }).click();
  await expect(set.getByRole("alert")).toContainText("Code wrong-credentials");
  await expect(field).toBeFocused();
  expect(await findings(page)).toEqual([]);
  await field.fill(passphrase);
  await set.getByRole("button", { name: "Unlock" }).click();
  await expect(field).toHaveCount(0);
  await expect(set).not.toContainText("Locked.");
});
