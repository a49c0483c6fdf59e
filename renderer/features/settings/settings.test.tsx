import { screen, waitFor } from "@testing-library/react";
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

  it("that cannot be saved stays, and the reason is said", async () => {
    const saveSettings = async () => fail(operatorError("store-unwritable"));
    const { user } = await openPage({ route: { screen: "settings" }, overrides: { app: { saveSettings } } });
    await user.click(compact());
    expect(await screen.findByRole("alert")).toHaveTextContent("store-unwritable");
    expect(compact()).not.toBeChecked();
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

  it("is a language of the sandbox: every text is accented, and stays so", async () => {
    const { user, core } = await openPage({ route: { screen: "settings" } });
    await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Pseudo (en-XA)");
    expect(await screen.findByRole("heading", { name: /^\[Šéťťíñğš~+\]$/ })).toBeVisible();
    expect(screen.getByRole("combobox", { name: /Łáñğüáğé/ })).toHaveValue("en-XA");
    expect(core.calls.at(-1)).toMatchObject({ call: "app.saveSettings", args: { language: "en-XA" } });
  });

  it("is not offered for any other back end, nor spoken there if it was chosen before", async () => {
    await openPage({ route: { screen: "settings" }, overrides: { app: { info } }, language: "en-XA" });
    expect(screen.getByRole("heading", { name: "Settings" })).toBeVisible();
    expect(screen.queryByRole("option", { name: "Pseudo (en-XA)" })).toBeNull();
  });
});
