import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openCard, openPage } from "../testing/test-app.tsx";

const field = () => screen.getByRole("searchbox", { name: "Search" });

describe("in the page", () => {
  it.each(["{F1}", "?"])("%s lists the keys", async (key) => {
    const { user } = await openCard();
    await user.keyboard(key);
    const list = await screen.findByRole("dialog", { name: "Help" });
    expect(list).toHaveTextContent("Go to Quick search");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByRole("heading", { name: "VSC-000002" })).toHaveFocus());
  });

  it.each(["{Control>}k{/Control}", "/"])("%s moves the focus to the search field", async (key) => {
    const { user } = await openCard();
    await user.keyboard(key);
    expect(await screen.findByRole("searchbox")).toHaveFocus();
  });

  it("a character that is also a key of the page is typed into the search field", async () => {
    const { user } = await openPage();
    await user.type(field(), "a/b?1");
    expect(field()).toHaveValue("a/b?1");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("Alt with the down arrow opens the list of Quick search", async () => {
    const { user } = await openPage();
    let opened = 0;
    HTMLSelectElement.prototype.showPicker = () => void (opened += 1);
    await user.type(field(), "{Alt>}{ArrowDown}{/Alt}");
    expect(opened).toBe(1);
    expect(screen.getByRole("combobox", { name: "Quick search" })).toHaveFocus();
  });

  it("keys do nothing behind a dialog", async () => {
    const { user, core } = await openCard();
    await user.keyboard("{F1}");
    await screen.findByRole("dialog", { name: "Help" });
    await user.keyboard("1");
    await user.keyboard("{Control>}k{/Control}");
    expect(core.count("wizard.start")).toBe(0);
    expect(screen.queryByRole("searchbox")).toBeNull();
  });

  it("Alt with the left arrow goes back, and the Forward button goes forward", async () => {
    const { user } = await openPage();
    await user.click(screen.getByRole("button", { name: "Settings" }));
    expect(screen.getByRole("heading", { name: "Settings" })).toHaveFocus();
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    await waitFor(() => expect(field()).toHaveFocus());
    await user.click(screen.getByRole("button", { name: "Forward" }));
    expect(await screen.findByRole("heading", { name: "Settings" })).toBeVisible();
  });
});

describe("settings", () => {
  it("take effect at once", async () => {
    const { user } = await openPage({ route: { screen: "settings" } });
    await user.selectOptions(screen.getByRole("combobox", { name: "Theme" }), "Dark");
    await waitFor(() => expect(document.documentElement).toHaveAttribute("data-theme", "dark"));
    await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Svenska");
    expect(await screen.findByRole("heading", { name: "Inställningar" })).toBeVisible();
    expect(screen.getByRole("combobox", { name: "Språk" })).toHaveFocus();
  });

  it("accept an idle time only within its range", async () => {
    const { user, core } = await openPage({ route: { screen: "settings" } });
    const minutes = screen.getByRole("spinbutton", { name: /^Minutes/ });
    await user.clear(minutes);
    await user.type(minutes, "0");
    expect(minutes).toHaveAccessibleDescription(/from 1 to 240/);
    expect(minutes).toBeInvalid();
    expect(core.count("app.saveSettings")).toBe(0);
    await user.clear(minutes);
    await user.type(minutes, "5");
    await waitFor(() => expect(core.calls.at(-1)?.args).toMatchObject({ idleMinutes: 5 }));
    expect(await screen.findByText("Saved.")).toBeVisible();
  });

  it("show the address of the back end", async () => {
    await openPage({ route: { screen: "settings" } });
    const about = screen.getByRole("region", { name: "About" });
    expect(within(about).getByText("http://127.0.0.1:7000")).toBeVisible();
  });
});
