import type { Browser, Page } from "@playwright/test";
import type { App } from "./app.ts";

export const byProvider = (page: Page) => page.getByRole("button", { name: "Log in with Sandbox provider" });

/** Stands in for the system's browser: opens the addresses that the program asks it to open. */
export async function systemBrowser(browser: Browser) {
  const context = await browser.newContext();
  return {
    async open(address: string): Promise<Page> {
      const page = await context.newPage();
      await page.goto(address);
      return page;
    },
    close: () => context.close(),
  };
}

export async function openProvider(app: App, page: Page): Promise<string> {
  return app.opened(() => byProvider(page).click());
}

export async function logInThere(page: Page, account: string, password = "sandbox"): Promise<void> {
  await page.getByLabel("Account").fill(account);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in at the provider" }).click();
}

/** Performs the whole log-in, in a browser without a session at the provider. */
export async function logInByProvider(app: App, page: Page, browser: Browser, account: string): Promise<void> {
  const system = await systemBrowser(browser);
  const there = await system.open(await openProvider(app, page));
  await logInThere(there, account);
  await there.getByText("You can close this window").waitFor();
  await system.close();
}
