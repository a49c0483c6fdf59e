import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { scenarioNames } from "#shared/sandbox.ts";
import { openPage } from "../../../testing/test-app.tsx";

const list = () => screen.findByRole("list", { name: "Scenarios" });
const statusBar = () => within(screen.getByRole("contentinfo"));

async function openTab(options: Parameters<typeof openPage>[0] = {}) {
  const page = await openPage(options);
  await page.user.click(await screen.findByRole("button", { name: "Support" }));
  await page.user.click(await screen.findByRole("tab", { name: "Scenarios" }));
  return page;
}

describe("the scenarios", () => {
  it("each have a name, a sentence and a button", async () => {
    await openTab();
    const items = within(await list()).getAllByRole("listitem");
    expect(items).toHaveLength(scenarioNames.length);
    for (const item of items) {
      expect(within(item).getByRole("button", { name: /^Start ./ })).toBeVisible();
      expect(item).toHaveTextContent(/[.]/);
    }
  });

  it("start and stop, and the status bar names the running one", async () => {
    const { user } = await openTab();
    await user.click(await screen.findByRole("button", { name: "Start CA down" }));
    expect(await statusBar().findByText("Scenario: CA down")).toBeVisible();
    expect(screen.getByText("Running")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Stop CA down" }));
    expect(await screen.findByRole("button", { name: "Start CA down" })).toHaveFocus();
    expect(statusBar().queryByText(/^Scenario/)).toBeNull();
  });

  it("show the progress of the data of one that another window has started", async () => {
    const { core } = await openTab();
    core.emit("scenarios", "changed", { current: "many-people", preparing: 40 });
    expect(await screen.findByText("The data is being made: 40 %")).toBeVisible();
    expect(statusBar().getByText("Scenario: 100,000 people")).toBeVisible();
  });

  it("show the reason when one of them cannot be started", async () => {
    const choose = async () => fail(operatorError("backend-unreachable"));
    const { user } = await openTab({ overrides: { scenarios: { choose } } });
    await user.click(await screen.findByRole("button", { name: "Start Disk full" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("backend-unreachable");
  });

  it("can be used before the log-in, and the running one is named there too", async () => {
    const state = async () => ok({ current: "restarting", preparing: null } as const);
    const { user } = await openPage({ session: { kind: "none" }, overrides: { scenarios: { state } } });
    expect(await screen.findByText("Scenario: Back end restarts")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Support" }));
    await user.click(await screen.findByRole("tab", { name: "Scenarios" }));
    expect(await screen.findByRole("button", { name: "Stop Back end restarts" })).toBeVisible();
  });

  it("are for the sandbox only", async () => {
    const info = async () =>
      ok({
        version: "0",
        shell: "browser",
        idm: { url: "https://idm.example.org", sandbox: false },
        systemLanguage: "en",
      } as const);
    const { user } = await openPage({ overrides: { app: { info } } });
    await user.click(await screen.findByRole("button", { name: "Support" }));
    expect(await screen.findByRole("tab", { name: "Errors" })).toBeVisible();
    expect(screen.queryByRole("tab", { name: "Scenarios" })).toBeNull();
  });
});
