import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { openPage, type Page } from "../../testing/test-app.tsx";
import { administrator } from "../../testing/test-data.ts";

const about = () => screen.findByRole("dialog", { name: "About CardDesk" });
const press = (user: Page["user"], name: string) => user.click(screen.getByRole("button", { name }));

async function openFromMenu(user: Page["user"], name: string): Promise<void> {
  await press(user, `Account of ${name}`);
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "About CardDesk" }));
}

/** Returns the values on screen beside a name. */
async function valuesOf(name: string): Promise<string[]> {
  const term = await within(await about()).findByText(name);
  return within(term.parentElement ?? document.body)
    .getAllByRole("definition")
    .map(({ textContent }) => textContent);
}

describe("About CardDesk", () => {
  it("shows the version, build, runtime, environment, back end and roles", async () => {
    const { user } = await openPage({ session: { kind: "active", operator: administrator } });
    await openFromMenu(user, "Ada Admin");
    expect(await valuesOf("Version")).toEqual(["0.1.0"]);
    expect(await valuesOf("Build")).toEqual(["0123456789ab · 4 May 2026"]);
    expect(await valuesOf("Runtime")).toEqual(["Node.js 24.21.0", "Linux 6.1.0 x64"]);
    expect(await valuesOf("Environment")).toEqual(["Sandbox", "http://127.0.0.1:7000"]);
    expect(await valuesOf("Back end")).toEqual(["Sandbox IDM, API version 1"]);
    expect(await valuesOf("Roles")).toContain("Policy administrator");
    expect(within(await about()).getByText(/does not look for updates/)).toBeVisible();
  });

  it("copies its values as text, without the operator's name, and confirms it", async () => {
    const { user } = await openPage({ session: { kind: "active", operator: administrator } });
    await openFromMenu(user, "Ada Admin");
    await user.click(await within(await about()).findByRole("button", { name: "Copy as text" }));
    expect(await within(await about()).findByText("Copied.")).toBeVisible();
    const lines = (await navigator.clipboard.readText()).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "CardDesk",
        "Version: 0.1.0",
        "Build: 0123456789ab · 4 May 2026",
        "Runtime: Node.js 24.21.0, Linux 6.1.0 x64",
        "Environment: Sandbox, http://127.0.0.1:7000",
        "Back end: Sandbox IDM, API version 1",
      ]),
    );
    expect(lines.join("\n")).not.toContain("Ada");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByRole("button", { name: "Account of Ada Admin" })).toHaveFocus());
  });

  it("shows the text of a licence when its package is opened", async () => {
    const { user } = await openPage({ route: { screen: "settings" } });
    await press(user, "About CardDesk");
    await user.click(within(await about()).getByRole("tab", { name: "Licences" }));
    const text = await within(await about()).findByText(/Copyright \(c\) Meta Platforms/);
    expect(text).not.toBeVisible();
    await user.click(within(await about()).getByText("react 19.3.1 · MIT"));
    expect(text).toBeVisible();
  });

  it("opens before the log-in too, shows no roles, and returns the focus", async () => {
    const { user } = await openPage({ session: { kind: "none" } });
    await press(user, "About CardDesk");
    expect(await valuesOf("Build")).toHaveLength(1);
    expect(within(await about()).queryByText("Roles")).toBeNull();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(screen.getByRole("button", { name: "About CardDesk" })).toHaveFocus());
  });

  it("shows an unknown build as Unknown, and an error when the licences cannot be read", async () => {
    const app = {
      about: async () => ok({ build: { commit: null, date: null }, runtime: [], api: "1" }),
      licences: async () => fail(operatorError("client-fault")),
    };
    const { user } = await openPage({ session: { kind: "none" }, overrides: { app } });
    await press(user, "About CardDesk");
    expect(await valuesOf("Build")).toEqual(["Unknown"]);
    await user.click(within(await about()).getByRole("tab", { name: "Licences" }));
    expect(await within(await about()).findByRole("alert")).toBeVisible();
  });

  it("calls an environment by its name", async () => {
    const idm = { url: "https://idm.example.org", sandbox: false };
    const info = async () => ok({ version: "0.1.0", shell: "electron" as const, idm, systemLanguage: "en-GB" });
    const { user } = await openPage({ session: { kind: "none" }, overrides: { app: { info } } });
    await press(user, "About CardDesk");
    expect(await valuesOf("Environment")).toEqual(["Production", "https://idm.example.org"]);
  });

  it("closes when the session is locked", async () => {
    const { user, core } = await openPage({ session: { kind: "active", operator: administrator } });
    await openFromMenu(user, "Ada Admin");
    await about();
    core.setSession({ kind: "locked", operator: administrator });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});
