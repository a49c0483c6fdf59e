import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ok } from "#shared/errors.ts";
import { nothingOffline } from "#shared/ipc/offline.ts";
import type { SearchItem, SearchSort } from "#shared/idm/search.ts";
import { openPage, type Page } from "../../testing/test-app.tsx";
import type { Overrides } from "../../testing/test-client.ts";
import { cardItem, configurations } from "../../testing/test-data.ts";

const field = () => screen.getByRole("searchbox", { name: "Search" });
const grid = () => screen.findByRole("grid", { name: "Results" });
const firstRow = async () => within(await grid()).getAllByRole("row")[1];
const chip = (name: string) => screen.getByRole("button", { name });

const searchCall = z.looseObject({ cursor: z.string().nullable() });

type Run = NonNullable<NonNullable<Overrides["search"]>["run"]>;

const [cards, users] = configurations;
if (cards === undefined || users === undefined) throw new Error("There are no configurations.");
const able = [
  { ...cards, sortable: ["number", "holder", "state"], states: ["registered", "active", "inactive", "locked"] },
  users,
];

/** A back end that filters and sorts 60 cards. */
const run: Run = async ({ state, sort }) => {
  const items = Array.from({ length: 60 }, (_, index) => cardItem(index + 1)).filter(
    (item) => state === null || item.state === state,
  );
  const sorted = sort === null ? items : items.toSorted((a, b) => order(sort, a, b));
  return ok({ items: sorted, total: { value: sorted.length, relation: "eq" }, next: null });
};

function order({ column, direction }: SearchSort, a: SearchItem, b: SearchItem): number {
  const compared = (a.columns[column] ?? "").localeCompare(b.columns[column] ?? "");
  return direction === "ascending" ? compared : -compared;
}

async function search(overrides: Overrides["search"] = {}, offline: Overrides["offline"] = {}): Promise<Page> {
  const page = await openPage({
    overrides: { search: { configurations: async () => ok(able), run, ...overrides }, offline },
  });
  await page.user.type(field(), "VSC");
  return page;
}

describe("results", () => {
  it("are filtered by the chip of a state; a second press shows all of them again", async () => {
    const { user } = await search();
    expect(await screen.findByText("60 found")).toBeVisible();
    await user.click(chip("Inactive"));
    expect(await screen.findByText("10 found")).toBeVisible();
    expect(chip("Inactive")).toHaveAttribute("aria-pressed", "true");
    expect(within(await grid()).queryByText("Active")).toBeNull();
    await user.click(chip("Inactive"));
    expect(await screen.findByText("60 found")).toBeVisible();
  });

  it("have chips for the states found in them if the back end does not name its states", async () => {
    const { user } = await search({ configurations: async () => ok(configurations) });
    await user.click(await screen.findByRole("button", { name: "Locked" }));
    expect(await screen.findByText("10 found")).toBeVisible();
  });

  it("name the state when none is found in it, and offer to search all states", async () => {
    const none: Run = async (request) =>
      request.state === null ? run(request) : ok({ items: [], total: { value: 0, relation: "eq" }, next: null });
    const { user } = await search({ run: none });
    await grid();
    await user.click(chip("Locked"));
    expect(await screen.findByText("Nothing found for “VSC” in the state Locked")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Search all states" }));
    expect(await screen.findByText("60 found")).toBeVisible();
  });

  it("keep the filter by state while the text changes, and drop it when the text is cleared", async () => {
    const { user, core } = await search();
    await grid();
    await user.click(chip("Inactive"));
    await user.type(field(), "-");
    await waitFor(() => expect(core.calls.at(-1)?.args).toMatchObject({ q: "VSC-", state: "inactive" }));
    await user.clear(field());
    await user.type(field(), "V");
    await waitFor(() => expect(core.calls.at(-1)?.args).toMatchObject({ q: "V", state: null }));
  });

  it("are sorted by a column heading: ascending, descending, then unsorted", async () => {
    const { user } = await search();
    await grid();
    const heading = () => screen.getByRole("columnheader", { name: "Holder" });
    expect(heading()).toHaveAttribute("aria-sort", "none");
    const press = () => user.click(within(heading()).getByRole("button"));
    await press();
    expect(await firstRow()).toHaveAccessibleName(/Anna Lindqvist/);
    expect(heading()).toHaveAttribute("aria-sort", "ascending");
    await press();
    await waitFor(async () => expect(await firstRow()).toHaveAccessibleName(/Mary O’Neill/));
    expect(heading()).toHaveAttribute("aria-sort", "descending");
    await press();
    await waitFor(async () => expect(await firstRow()).toHaveAccessibleName(/VSC-000001/));
    expect(heading()).toHaveAttribute("aria-sort", "none");
  });

  it("cannot be sorted by a column that the back end cannot sort by", async () => {
    await search();
    await grid();
    const heading = screen.getByRole("columnheader", { name: "Account" });
    expect(heading).not.toHaveAttribute("aria-sort");
    expect(within(heading).queryByRole("button")).toBeNull();
  });

  it("have the chosen columns, and number and state always", async () => {
    const { user } = await search();
    await grid();
    await user.click(screen.getByRole("button", { name: "Columns" }));
    const panel = await screen.findByRole("dialog", { name: "Columns" });
    expect(within(panel).queryByRole("checkbox", { name: "State" })).toBeNull();
    await user.click(within(panel).getByRole("checkbox", { name: "Account" }));
    await user.keyboard("{Escape}");
    const headings = screen.getAllByRole("columnheader").map((each) => each.textContent);
    expect(headings).toEqual(["Number", "State", "Holder"]);
  });

  it("are read further when the operator scrolls, and not with each key", async () => {
    const long: Run = async ({ cursor }) => {
      const from = Number(cursor ?? 0);
      const items = Array.from({ length: 50 }, (_, index) => cardItem(from + index + 1));
      return ok({ items, total: { value: 500, relation: "eq" }, next: String(from + 50) });
    };
    const { core } = await search({ run: long });
    expect(await screen.findByText("500 found")).toBeVisible();
    const cursors = () =>
      core.calls.filter(({ call }) => call === "search.run").map(({ args }) => searchCall.parse(args).cursor);
    expect(cursors()).toEqual([null, null, null]);
    const scroller = (await grid()).parentElement;
    if (scroller === null) throw new Error("Nothing can be scrolled.");
    fireEvent.scroll(scroller, { target: { scrollTop: 300 } });
    await waitFor(() => expect(cursors()).toContain("50"));
  });

  it("stay on screen until the next ones are there", async () => {
    let answer = (): void => {};
    const late: Run = async (request) => {
      if (request.q === "VSCX") await new Promise<void>((resolve) => (answer = resolve));
      return request.q === "VSCX"
        ? ok({ items: [cardItem(7)], total: { value: 1, relation: "eq" }, next: null })
        : run(request);
    };
    const { user } = await search({ run: late });
    expect(await screen.findByText("60 found")).toBeVisible();
    await user.type(field(), "X");
    expect(await grid()).toHaveAttribute("aria-busy", "true");
    expect(screen.getByRole("row", { name: /VSC-000001/ })).toBeVisible();
    expect(await screen.findByText("Searching…")).toBeVisible();
    answer();
    expect(await screen.findByText("1 found")).toBeVisible();
    expect(await grid()).toHaveAttribute("aria-busy", "false");
  });

  it("are read again when the back end says that one of them has changed", async () => {
    let state = "inactive";
    const changing: Run = async () =>
      ok({ items: [cardItem(2, state)], total: { value: 1, relation: "eq" }, next: null });
    const { core } = await search({ run: changing });
    expect(await firstRow()).toHaveAccessibleName(/Inactive/);
    state = "active";
    core.emit("objects", "changed", { ref: cardItem(2).ref });
    await waitFor(async () => expect(await firstRow()).toHaveAccessibleName(/ Active/));
  });

  it("say that the text is not in the working set when nothing is found while working offline", async () => {
    const empty: Run = async () => ok({ items: [], total: { value: 0, relation: "eq" }, next: null });
    await search({ run: empty }, { state: async () => ok({ ...nothingOffline, working: true }) });
    expect(await screen.findByText("“VSC” is not in the working set")).toBeVisible();
    expect(screen.queryByText(/spelling/)).toBeNull();
  });
});
