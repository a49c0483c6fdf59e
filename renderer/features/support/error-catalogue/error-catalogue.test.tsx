import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { errorCodes } from "#shared/errors.ts";
import { openPage } from "../../../testing/test-app.tsx";

const route = { screen: "support", tab: "errors" } as const;
const lines = () =>
  within(screen.getByRole("tabpanel"))
    .queryAllByRole("button")
    .filter((button) => button.hasAttribute("aria-expanded"));
const line = (name: RegExp) => screen.getByRole("button", { name });
const field = () => screen.getByRole("searchbox", { name: "Find an error" });
const open = () => lines().filter((each) => each.getAttribute("aria-expanded") === "true");

describe("the catalogue of errors", () => {
  it("lists every error once, in groups, with its details closed", async () => {
    await openPage({ route });
    expect(lines().length).toBe(errorCodes.length);
    expect(open()).toEqual([]);
    const card = screen.getByRole("heading", { name: "Card and reader" }).parentElement;
    expect(card).toHaveTextContent(/CD-1201.*service-not-running.*CD-1205.*card-removed/);
    expect(card).not.toHaveTextContent("disk-full");
  });

  it("opens one error at a time, with what the operator does and what support does", async () => {
    const { user } = await openPage({ route });
    await user.click(line(/^CD-1205/));
    expect(screen.getByText("Put the card in again.")).toBeVisible();
    expect(screen.getByText(/show how long it was in/)).toBeVisible();
    await user.click(line(/^CD-1401/));
    expect(open()).toEqual([line(/^CD-1401/)]);
    expect(screen.queryByText("Put the card in again.")).toBeNull();
    await user.click(line(/^CD-1401/));
    expect(open()).toEqual([]);
  });

  it.each([
    ["the number", "CD-1205"],
    ["the number alone", "1205"],
    ["the number in one word", "cd1205"],
    ["the code", "card-removed"],
    ["words of any text", "pulled usb"],
  ])("finds an error by %s as it is typed, and opens the only match", async (_how, text) => {
    const { user } = await openPage({ route });
    await user.type(field(), text);
    expect(lines()).toEqual([line(/^CD-1205 ?card-removed/)]);
    expect(open()).toEqual(lines());
    expect(screen.getByText("1 error")).toBeVisible();
  });

  it("says when there is no such error", async () => {
    const { user } = await openPage({ route });
    await user.type(field(), "no such thing");
    expect(lines()).toEqual([]);
    expect(screen.getByText("No error found")).toBeVisible();
  });

  it("can be read with the keyboard: one tab stop, and arrow keys to move along the lines", async () => {
    const { user } = await openPage({ route });
    await user.click(field());
    await user.tab();
    await user.keyboard("{ArrowDown}{Enter}");
    expect(document.activeElement).toBe(line(/^CD-1002/));
    expect(open()).toEqual([line(/^CD-1002/)]);
    await user.tab();
    expect(screen.getByRole("button", { name: "Copy the number and code" })).toHaveFocus();
    await user.tab({ shift: true });
    await user.keyboard("{End}");
    expect(lines().at(-1)).toHaveFocus();
    await user.keyboard("{Home}{ArrowUp}");
    expect(line(/^CD-1001/)).toHaveFocus();
    await user.tab({ shift: true });
    expect(field()).toHaveFocus();
  });

  it("copies number and code for a ticket", async () => {
    const { user } = await openPage({ route: { ...route, code: "card-removed" } });
    await user.click(screen.getByRole("button", { name: "Copy the number and code" }));
    expect(await navigator.clipboard.readText()).toBe("CD-1205 card-removed");
    expect(screen.getByText("Copied.")).toBeVisible();
  });

  it("is available before the log-in, in the language of the page", async () => {
    const { user } = await openPage({ route, session: { kind: "none" }, language: "de" });
    await user.type(screen.getByRole("searchbox", { name: "Fehler finden" }), "herausgezogen");
    expect(open()).toEqual([line(/^CD-1205/)]);
    expect(screen.getByText("Legen Sie die Karte wieder ein.")).toBeVisible();
  });
});
