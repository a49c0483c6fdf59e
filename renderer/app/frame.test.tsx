import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ok } from "#shared/errors.ts";
import { openCard, openPage } from "../testing/test-app.tsx";
import { activeCard, administrator, anna, changes, inactiveCard } from "../testing/test-data.ts";

const palette = () => screen.findByRole("dialog", { name: "Command palette" });
const openPalette = "{Control>}{Shift>}p{/Shift}{/Control}";

describe("the command palette", () => {
  it("finds an area by a part of its name and opens it", async () => {
    const { user } = await openPage();
    await user.keyboard(openPalette);
    expect(within(await palette()).getByRole("searchbox")).toHaveFocus();
    await user.type(within(await palette()).getByRole("searchbox"), "sett{Enter}");
    expect(await screen.findByRole("heading", { name: "Settings" })).toHaveFocus();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("opens an object that was open before", async () => {
    const { user } = await openCard();
    await user.click(screen.getByRole("button", { name: "Settings" }));
    await user.keyboard(openPalette);
    await user.type(within(await palette()).getByRole("searchbox"), "000002{Enter}");
    expect(await screen.findByRole("heading", { name: "VSC-000002" })).toBeVisible();
  });

  it("offers no process, and no area that the roles do not open", async () => {
    const { user } = await openCard();
    await user.keyboard(openPalette);
    const offered = within(await palette()).getAllByRole("menuitem");
    const names = offered.map((item) => item.textContent);
    expect(names.filter((name) => /Reactivate|Lock virtual|Admin|Bulk/.test(name))).toEqual([]);
  });

  it("says that nothing has the entered name", async () => {
    const { user } = await openPage();
    await user.keyboard(openPalette);
    await user.type(within(await palette()).getByRole("searchbox"), "zzz");
    expect(within(await palette()).getByText("Nothing has this name.")).toBeVisible();
  });
});

describe("the keys of the areas", () => {
  it("open an area, and do nothing for an area that the roles do not open", async () => {
    const { user } = await openPage();
    await user.keyboard("{Control>}4{/Control}");
    expect(await screen.findByRole("heading", { name: "Offline" })).toBeVisible();
    await user.keyboard("{Control>}5{/Control}");
    expect(screen.getByRole("heading", { name: "Offline" })).toBeVisible();
    await user.keyboard("{Control>},{/Control}");
    expect(await screen.findByRole("heading", { name: "Settings" })).toHaveFocus();
  });
});

describe("the user menu", () => {
  it("shows the operator with their roles, and locks the session", async () => {
    const { user, core } = await openPage({ session: { kind: "active", operator: administrator } });
    await user.click(screen.getByRole("button", { name: "Account of Ada Admin" }));
    const menu = within(await screen.findByRole("dialog", { name: "Account of Ada Admin" }));
    expect(menu.getByText("Policy administrator")).toBeVisible();
    await user.click(menu.getByRole("button", { name: "Lock session" }));
    expect(core.count("session.lock")).toBe(1);
  });
});

describe("the start screen", () => {
  it("lists recently opened objects, and removes the state of one that has changed", async () => {
    const { user, core } = await openCard();
    await user.click(screen.getByRole("button", { name: "Quick search" }));
    const recent = within(await screen.findByRole("region", { name: "Recently opened" }));
    expect(recent.getByRole("button", { name: /VSC-000002/ })).toHaveTextContent("Inactive");
    core.emit("objects", "changed", { ref: inactiveCard.ref });
    await waitFor(() => expect(recent.getByRole("button", { name: /VSC-000002/ })).not.toHaveTextContent("Inactive"));
  });

  it("counts the processes done in this window, and as confirmed only those that were read back", async () => {
    const { user, core } = await openCard();
    const subject = {
      process: "P",
      processName: "Reactivate",
      object: inactiveCard.ref,
      label: "VSC-000002",
      about: anna,
    };
    const done = { kind: "done", ...subject, step: { kind: "done", changes, object: inactiveCard.ref } } as const;
    core.setWizard({ ...done, readBack: { kind: "pending" } });
    core.setWizard({ ...done, readBack: { kind: "confirmed", object: activeCard } });
    core.setWizard({ kind: "closed" });
    core.setWizard({ ...done, readBack: { kind: "pending" } });
    core.setWizard({ kind: "closed" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(screen.getByRole("button", { name: "Quick search" }));
    const panel = await screen.findByRole("region", { name: "Done in this window" });
    expect(panel).toHaveTextContent("1 confirmed · 1 not confirmed");
  });

  it("offers a tour, which can be ended at once and is not offered again", async () => {
    const { user, core } = await openPage();
    const tour = within(await screen.findByRole("region", { name: "New here?" }));
    await user.click(tour.getByRole("button", { name: "Show more" }));
    expect(tour.getByText(/Keys 1 to 9/)).toBeVisible();
    await user.click(tour.getByRole("button", { name: "End the tour" }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "New here?" })).toBeNull());
    expect(core.count("app.saveSettings")).toBe(1);
    await user.click(screen.getByRole("button", { name: "Settings" }));
    await user.click(screen.getByRole("button", { name: "Quick search" }));
    expect(await screen.findByRole("region", { name: "Recently opened" })).toBeVisible();
    expect(screen.queryByRole("region", { name: "New here?" })).toBeNull();
  });

  it("appears when the search field is emptied, also after a search that began on another screen", async () => {
    const { user } = await openPage({ route: { screen: "settings" } });
    await user.type(screen.getByRole("searchbox", { name: "Search" }), "000042");
    expect(await screen.findByRole("row", { name: /VSC-000042/ })).toBeVisible();
    expect(screen.queryByRole("region", { name: "Recently opened" })).toBeNull();
    await user.clear(screen.getByRole("searchbox", { name: "Search" }));
    expect(await screen.findByRole("region", { name: "Recently opened" })).toBeVisible();
  });
});

it("the next operator finds no recently opened object of the previous one", async () => {
  const { user, core } = await openCard({ overrides: { session: { logOut: async () => ok(null) } } });
  core.setSession({ kind: "none" });
  core.setSession({ kind: "active", operator: { ...administrator, roles: ["helpdeskOfficer"] } });
  expect(await screen.findByText("Objects you open are listed here until you log out.")).toBeVisible();
  await user.keyboard(openPalette);
  expect(within(await palette()).queryByText(/VSC-000002/)).toBeNull();
});
