import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { openPage } from "../../testing/test-app.tsx";

const compact = () => screen.getByRole("radio", { name: "Compact" });

describe("the density", () => {
  it("takes effect at once, and changes nothing else", async () => {
    const { user, core } = await openPage({ route: { screen: "settings" } });
    expect(document.documentElement).toHaveAttribute("data-density", "comfortable");
    await user.click(compact());
    await waitFor(() => expect(document.documentElement).toHaveAttribute("data-density", "compact"));
    expect(compact()).toBeChecked();
    expect(core.calls.at(-1)?.args).toEqual({ density: "compact" });
  });

  it("is chosen by the arrow keys", async () => {
    const { user } = await openPage({ route: { screen: "settings" } });
    screen.getByRole("radio", { name: "Comfortable" }).focus();
    await user.keyboard("{ArrowRight}");
    await waitFor(() => expect(document.documentElement).toHaveAttribute("data-density", "compact"));
    expect(compact()).toHaveFocus();
  });

  it("stays as it was when it cannot be saved, and the reason is shown", async () => {
    const saveSettings = async () => fail(operatorError("store-unwritable"));
    const { user } = await openPage({ route: { screen: "settings" }, overrides: { app: { saveSettings } } });
    await user.click(compact());
    expect(await screen.findByRole("alert")).toHaveTextContent("store-unwritable");
    expect(compact()).not.toBeChecked();
  });
});

describe("notifications", () => {
  const info = async () =>
    ok({
      version: "1",
      shell: "electron" as const,
      idm: { url: "https://idm.example.com", sandbox: false },
      systemLanguage: "en-GB",
    });

  it("are on by default in the Electron shell, and can be turned off", async () => {
    const { user, core } = await openPage({ route: { screen: "settings" }, overrides: { app: { info } } });
    const group = within(await screen.findByRole("group", { name: "Notifications" }));
    expect(group.getByRole("radio", { name: "On" })).toBeChecked();
    await user.click(group.getByRole("radio", { name: "Off" }));
    await waitFor(() => expect(group.getByRole("radio", { name: "Off" })).toBeChecked());
    expect(core.calls.at(-1)).toMatchObject({ call: "app.saveSettings", args: { notifications: false } });
  });

  it("are not a setting in the browser shell", async () => {
    await openPage({ route: { screen: "settings" } });
    expect(screen.queryByRole("group", { name: "Notifications" })).toBeNull();
  });
});

describe("the pseudo-locale", () => {
  const info = async () =>
    ok({
      version: "1",
      shell: "browser" as const,
      idm: { url: "https://idm.example.com", sandbox: false },
      systemLanguage: "en-GB",
    });

  it("is a language of the sandbox: it accents the texts, and the choice is saved", async () => {
    const { user, core } = await openPage({ route: { screen: "settings" } });
    await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Pseudo (en-XA)");
    expect(await screen.findByRole("heading", { name: /^\[Šéťťíñğš~+\]$/ })).toBeVisible();
    expect(screen.getByRole("combobox", { name: /Łáñğüáğé/ })).toHaveValue("en-XA");
    expect(core.calls.at(-1)).toMatchObject({ call: "app.saveSettings", args: { language: "en-XA" } });
  });

  it("is neither offered for any other back end nor used there if it was chosen before", async () => {
    await openPage({ route: { screen: "settings" }, overrides: { app: { info } }, language: "en-XA" });
    expect(screen.getByRole("heading", { name: "Settings" })).toBeVisible();
    expect(screen.queryByRole("option", { name: "Pseudo (en-XA)" })).toBeNull();
  });
});

describe("region and hours", () => {
  const example = () => screen.getByText(/^For example/).textContent.replaceAll(/\s/g, " ");
  const region = () => screen.getByRole("combobox", { name: "Dates and numbers as in" });

  it("change the example date and number at once, and the region stays when the language changes", async () => {
    const { user, core } = await openPage({ route: { screen: "settings" } });
    expect(region()).toHaveDisplayValue("Same as the system (United Kingdom)");
    expect(example()).toMatch(/24 Nov 2026, 1\d:35 .* and 12,345.6$/);
    await user.selectOptions(region(), "United States");
    await waitFor(() => expect(example()).toMatch(/Nov 24, 2026, 1:35|Nov 24, 2026, \d:35 PM/));
    await user.click(screen.getByRole("radio", { name: "24 hours" }));
    await waitFor(() => expect(example()).toMatch(/Nov 24, 2026, 1\d:35 /));
    expect(core.calls.at(-1)).toMatchObject({ call: "app.saveSettings", args: { timeFormat: "h23" } });
    core.setLanguage("de");
    expect(await screen.findByRole("option", { name: "Vereinigte Staaten" })).toHaveProperty("selected", true);
  });

  it("list every country once, and nothing else", async () => {
    await openPage({ route: { screen: "settings" } });
    const names = within(region())
      .getAllByRole("option")
      .map((option) => option.textContent);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(["Sweden", "Germany", "France", "United Kingdom"]));
    expect(names).not.toEqual(expect.arrayContaining(["European Union"]));
  });
});

describe("a setting that the site has set", () => {
  const managed = async () =>
    ok({
      organisation: "Example Agency",
      keys: ["language", "theme", "density", "region", "timeFormat", "idleMinutes", "logLevel"],
    });

  it("cannot be changed, and says who has set it", async () => {
    const { user, core } = await openPage({ route: { screen: "settings" }, overrides: { app: { managed } } });
    const fields = [
      ...["Language", "Theme", "Dates and numbers as in", "Log"].map((name) => screen.getByRole("combobox", { name })),
      screen.getByRole("spinbutton", { name: "Minutes until the session is locked" }),
      screen.getByRole("group", { name: "Density" }),
      screen.getByRole("group", { name: "Time" }),
    ];
    for (const field of fields) {
      expect(field).toBeDisabled();
      expect(field).toHaveAccessibleDescription(/Set by Example Agency$/);
    }
    await user.click(compact());
    expect(core.count("app.saveSettings")).toBe(0);
  });

  it("is not offered at the log-in either", async () => {
    await openPage({ session: { kind: "none" }, overrides: { app: { managed } } });
    expect(screen.queryByRole("combobox", { name: "Language" })).toBeNull();
  });
});

describe("the log level", () => {
  it("is saved when it is chosen", async () => {
    const { user, core } = await openPage({ route: { screen: "settings" } });
    await user.selectOptions(screen.getByRole("combobox", { name: "Log" }), "Errors");
    expect(core.calls.at(-1)).toMatchObject({ call: "app.saveSettings", args: { logLevel: "error" } });
  });
});

describe("a settings file that could not be used", () => {
  it.each([
    [{ kind: "kept-aside", file: "settings-2026-11-24.bad" } as const, /kept as settings-2026-11-24\.bad/],
    [{ kind: "newer" } as const, /lasts until CardDesk ends/],
  ])("%j is reported at the log-in and in the settings", async (file, text) => {
    const settingsFile = async () => ok(file);
    const { user } = await openPage({ session: { kind: "none" }, overrides: { app: { settingsFile } } });
    expect(await screen.findByText(text)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Settings" }));
    expect(await screen.findByText(text)).toBeVisible();
  });
});
