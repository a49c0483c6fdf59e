import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ok } from "#shared/errors.ts";
import { openPage, type Page } from "../testing/test-app.tsx";
import { inactiveCard, offersWhileInactive } from "../testing/test-data.ts";

const field = () => screen.getByRole("searchbox", { name: "Search" });
const grid = () => screen.findByRole("grid", { name: "Results" });
const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const marked = () => screen.getByRole("row", { selected: true });

/** Opens a search in which every card can be opened; the reads are in `core.calls`. */
async function results(): Promise<Page> {
  const page = await openPage({
    overrides: {
      objects: {
        open: async (ref) =>
          ok({ object: { ...inactiveCard, ref, label: ref.id }, processes: [...offersWhileInactive] }),
      },
    },
  });
  await page.user.click(field());
  await page.user.paste("VSC-0000");
  await grid();
  return page;
}

const readings = ({ core }: Page): string[] =>
  core.calls.filter(({ call }) => call === "objects.open").map(({ args }) => JSON.stringify(args));

describe("side by side", () => {
  beforeEach(() => void vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1400));
  afterEach(() => void vi.restoreAllMocks());

  it("the object of the active row is shown while the focus stays in the field", async () => {
    const { user } = await results();
    expect(await heading("VSC-000001")).toBeVisible();
    await user.keyboard("{ArrowDown}");
    expect(await heading("VSC-000002")).toBeVisible();
    expect(screen.queryByRole("heading", { name: "VSC-000001" })).toBeNull();
    expect(field()).toHaveFocus();
    expect(marked()).toHaveAccessibleName(/VSC-000002/);
  });

  it("a preview ignores digits; Enter moves into it without reading it again, and digits work from then on", async () => {
    const page = await results();
    const { user, core } = page;
    await heading("VSC-000001");
    await user.keyboard("{ArrowDown}");
    await heading("VSC-000002");
    const before = readings(page);
    const list = await grid();
    act(() => list.focus());
    await user.keyboard("1");
    expect(core.count("wizard.start")).toBe(0);
    await user.keyboard("{Enter}");
    await waitFor(async () => expect(await heading("VSC-000002")).toHaveFocus());
    expect(readings(page)).toEqual(before);
    expect(await grid()).toBeVisible();
    await user.keyboard("1");
    await waitFor(() => expect(core.count("wizard.start")).toBe(1));
  });

  it("a held arrow key does not read the objects of the rows that it passes", async () => {
    const page = await results();
    await heading("VSC-000001");
    const before = readings(page).length;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      for (let press = 0; press < 20; press += 1) {
        await act(async () => void fireEvent.keyDown(field(), { key: "ArrowDown", repeat: press > 0 }));
        await act(async () => void vi.advanceTimersByTime(33));
      }
      await act(async () => void vi.advanceTimersByTime(500));
    } finally {
      vi.useRealTimers();
    }
    expect(await heading("VSC-000021")).toBeVisible();
    // The next row is read at once, and the one at which the key was released.
    expect(readings(page).length - before).toBeLessThanOrEqual(2);
  });

  it("typing reads only the result of the final text, neither the results on the way nor the previous object", async () => {
    const page = await results();
    await heading("VSC-000001");
    const before = readings(page).length;
    const type = (text: string): Promise<void> =>
      act(async () => void fireEvent.input(field(), { target: { value: text } }));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      for (const text of ["VSC-00012", "VSC-000123", "", "VSC-0000", "VSC-00004", "VSC-000042"]) {
        await type(text);
        await act(async () => void vi.advanceTimersByTime(100));
      }
      await act(async () => void vi.advanceTimersByTime(500));
    } finally {
      vi.useRealTimers();
    }
    expect(await heading("VSC-000042")).toBeVisible();
    expect(readings(page).slice(before)).toEqual([expect.stringContaining("VSC-000042")]);
  });

  it("Escape moves the focus from the object back to the field and keeps the results", async () => {
    const { user } = await results();
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(async () => expect(await heading("VSC-000002")).toHaveFocus());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(field()).toHaveFocus());
    expect(field()).toHaveValue("VSC-0000");
    expect(marked()).toHaveAccessibleName(/VSC-000002/);
  });

  it("a click on a row opens its object and marks the row", async () => {
    const { user } = await results();
    await user.click(screen.getByRole("row", { name: /VSC-000003/ }));
    await waitFor(async () => expect(await heading("VSC-000003")).toHaveFocus());
    expect(marked()).toHaveAccessibleName(/VSC-000003/);
  });

  it("a click on a process in the preview opens its dialog", async () => {
    const { user } = await results();
    await heading("VSC-000001");
    const offer = within(await screen.findByRole("region", { name: /What do you want to do/ })).getAllByRole(
      "button",
    )[0];
    if (offer === undefined) throw new Error("There is nothing to press.");
    await user.click(offer);
    expect(await screen.findByRole("dialog")).toBeVisible();
  });

  it("the table view replaces the list and the preview until the list is chosen again", async () => {
    const { user } = await results();
    await heading("VSC-000001");
    await user.click(screen.getByRole("button", { name: "Show as a table" }));
    expect(await screen.findByRole("columnheader", { name: "Account" })).toBeVisible();
    expect(screen.queryByRole("heading", { name: "VSC-000001" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Show as a list with preview" }));
    expect(await heading("VSC-000001")).toBeVisible();
  });

  it("no row is marked while an object outside the results is open", async () => {
    const { desk } = await results();
    desk()
      .navigation.getState()
      .go({ screen: "object", ref: { type: "user", id: "USR-1" } });
    expect(await heading("USR-1")).toBeVisible();
    expect(screen.queryByRole("row", { selected: true })).toBeNull();
  });
});

describe("without room for both", () => {
  it("the object replaces the results", async () => {
    const { user } = await results();
    expect(screen.queryByRole("heading", { name: "VSC-000001" })).toBeNull();
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(async () => expect(await heading("VSC-000002")).toHaveFocus());
    expect(screen.queryByRole("grid", { name: "Results" })).toBeNull();
  });
});
