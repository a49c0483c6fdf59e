import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { ok } from "#shared/errors.ts";
import { openCard, openPage } from "../testing/test-app.tsx";

const items = (): (string | null)[] => screen.getAllByRole("menuitem").map((item) => item.textContent);
const ref = { type: "virtualSmartCard", id: "VSC-000002" };
const inElectron = {
  info: async () =>
    ok({
      version: "0.1.0",
      shell: "electron" as const,
      idm: { url: "http://127.0.0.1:7000", sandbox: true },
      systemLanguage: "en-GB",
    }),
};

describe("the context menu of an object", () => {
  test("opened with the mouse, copies the number with Enter and returns the focus", async () => {
    const { user } = await openCard();
    const heading = screen.getByRole("heading", { level: 1, name: "VSC-000002" });
    fireEvent.contextMenu(heading);
    expect(await screen.findByRole("menu", { name: "VSC-000002" })).toBeVisible();
    expect(items()).toEqual(["Copy the number", "Copy the link", "Open in new window"]);
    await waitFor(() => expect(screen.getByRole("menuitem", { name: "Copy the number" })).toHaveFocus());
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    expect(await navigator.clipboard.readText()).toBe("VSC-000002");
    await waitFor(() => expect(heading).toHaveFocus());
  });

  test("opens the object in a window of its own; Escape only closes the menu", async () => {
    const { core, user } = await openCard({ overrides: { app: inElectron } });
    const heading = screen.getByRole("heading", { level: 1, name: "VSC-000002" });
    fireEvent.contextMenu(heading);
    await screen.findByRole("menu");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    expect(core.count("app.openWindow")).toBe(0);
    fireEvent.contextMenu(heading);
    await user.click(await screen.findByRole("menuitem", { name: "Open in new window" }));
    await waitFor(() => expect(core.calls).toContainEqual({ call: "app.openWindow", args: { kind: "object", ref } }));
  });

  test("says so if the window could not be opened", async () => {
    vi.spyOn(window, "open").mockReturnValue(null);
    const { user } = await openCard();
    fireEvent.contextMenu(screen.getByRole("heading", { level: 1, name: "VSC-000002" }));
    await user.click(await screen.findByRole("menuitem", { name: "Open in new window" }));
    expect(await screen.findByText("The window could not be opened.")).toBeVisible();
    expect(window.sessionStorage.getItem("carddesk.place")).toBeNull();
  });

  test("belongs to the row under the pointer, or to the marked row if the menu key opens it", async () => {
    const { user } = await openPage({ overrides: { app: inElectron } });
    await user.type(await screen.findByRole("searchbox"), "VSC-00000");
    const grid = await screen.findByRole("grid");
    fireEvent.contextMenu(await within(grid).findByText("VSC-000003"));
    expect(await screen.findByRole("menu", { name: "VSC-000003" })).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    grid.focus();
    await user.keyboard("{ArrowDown}");
    fireEvent.contextMenu(grid);
    expect(await screen.findByRole("menu", { name: "VSC-000002" })).toBeVisible();
  });

  test("does not replace the text menu of the search field", async () => {
    await openPage();
    expect(fireEvent.contextMenu(await screen.findByRole("searchbox"))).toBe(true);
    expect(screen.queryByRole("menu")).toBeNull();
  });
});
