import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import type { SearchPage } from "#shared/idm/search.ts";
import type { Overrides } from "../../testing/test-client.ts";
import { openPage, type Page } from "../../testing/test-app.tsx";
import { cardItem, configurations } from "../../testing/test-data.ts";
import { shown } from "./found.ts";
import { quickSearch } from "./quick-search-store.ts";

const field = () => screen.getByRole("searchbox", { name: "Search" });
const grid = () => screen.findByRole("grid", { name: "Results" });

const page = (numbers: number[], total = numbers.length): SearchPage => ({
  items: numbers.map((number) => cardItem(number)),
  total: { value: total, relation: "eq" },
  next: null,
});

type Run = NonNullable<NonNullable<Overrides["search"]>["run"]>;

/** Returns a back end that a test answers by hand, by the text of the query. */
function byHand(): { overrides: Overrides; answer: (q: string, found: SearchPage) => void; asked: () => string[] } {
  const waiting = new Map<string, (found: SearchPage) => void>();
  const run: Run = ({ q }) => new Promise((resolve) => waiting.set(q, (found) => resolve(ok(found))));
  return {
    overrides: { search: { run } },
    answer: (q, found) => waiting.get(q)?.(found),
    asked: () => [...waiting.keys()],
  };
}

/**
 * Gives an answer and waits until the page has it: answers arrive in the order in which they were
 * given.
 */
const late = (desk: Page["desk"], answer: () => void) =>
  act(async () => {
    answer();
    await desk().client.app.settings();
  });

describe("quick search", () => {
  it("searches from the first key on, and each key replaces the query before it", async () => {
    const { overrides, answer, asked } = byHand();
    const { user } = await openPage({ overrides });
    await user.type(field(), "42");
    expect(asked()).toEqual(["4", "42"]);
    answer("42", page([42]));
    expect(await screen.findByRole("row", { name: /VSC-000042/ })).toBeVisible();
    expect(screen.getByText("1 found")).toBeVisible();
  });

  it("sends the query with the key itself, before anything is rendered", async () => {
    const { core, desk } = await openPage();
    await waitFor(() => expect(quickSearch(desk()).getState().configurations.kind).toBe("read"));
    fireEvent.input(field(), { target: { value: "4" } });
    // Nothing was awaited since the keystroke.
    expect(core.calls.at(-1)).toMatchObject({ call: "search.run", args: { q: "4" } });
    expect(await grid()).toBeVisible();
  });

  it("never shows a late answer to an older text", async () => {
    const { overrides, answer, asked } = byHand();
    const { user, desk } = await openPage({ overrides });
    await user.type(field(), "1");
    await waitFor(() => expect(asked()).toEqual(["1"]));
    await user.type(field(), "2");
    await waitFor(() => expect(asked()).toEqual(["1", "12"]));

    answer("12", page([12]));
    expect(await screen.findByRole("row", { name: /VSC-000012/ })).toBeVisible();
    await late(desk, () => answer("1", page([1])));
    expect(screen.queryByRole("row", { name: /VSC-000001/ })).toBeNull();
    expect(screen.getByRole("row", { name: /VSC-000012/ })).toBeVisible();
  });

  it("ignores keys between Enter and the opened card, and opens the card that Enter was pressed for", async () => {
    const { overrides, answer, asked } = byHand();
    const { user, core, desk } = await openPage({ overrides });
    await user.type(field(), "VSC-000002{Enter}");
    await waitFor(() => expect(asked()).toContain("VSC-000002"));
    expect(screen.getByText(/^Opening/)).toBeVisible();
    await user.keyboard("1{Alt>}n{/Alt}7");
    expect(field()).toHaveValue("VSC-000002");
    await late(desk, () => answer("VSC-000002", page([2])));
    expect(await screen.findByRole("heading", { name: "VSC-000002" })).toBeVisible();
    expect(core.count("wizard.start")).toBe(0);
  });

  it("opens nothing after Escape, and accepts keys again", async () => {
    const { overrides, answer, asked } = byHand();
    const { user, desk } = await openPage({ overrides });
    await user.type(field(), "VSC-000002{Enter}");
    await waitFor(() => expect(asked()).toContain("VSC-000002"));
    await user.keyboard("{Escape}");
    await late(desk, () => answer("VSC-000002", page([2])));
    expect(screen.queryByRole("heading", { name: "VSC-000002" })).toBeNull();
    await user.keyboard("1");
    expect(field()).toHaveValue("VSC-0000021");
  });

  it("opens nothing if the operator goes to another screen before the answer", async () => {
    const { overrides, answer, asked } = byHand();
    const { user, desk } = await openPage({ overrides });
    await user.type(field(), "VSC-000002");
    await waitFor(() => expect(asked()).toContain("VSC-000002"));
    await user.keyboard("{Enter}");
    await user.click(screen.getByRole("button", { name: "Settings" }));
    await late(desk, () => answer("VSC-000002", page([2])));
    expect(desk().navigation.getState().route).toEqual({ screen: "settings" });
  });

  it("shows no results if the field is emptied before the answer", async () => {
    const { overrides, answer, asked } = byHand();
    const { user, desk } = await openPage({ overrides });
    await user.type(field(), "1");
    await waitFor(() => expect(asked()).toEqual(["1"]));
    await user.clear(field());
    await late(desk, () => answer("1", page([1])));
    expect(screen.queryByRole("grid")).toBeNull();
  });

  it("shows the total and gives the grid the count of all rows, although few of them are in the page", async () => {
    const { user } = await openPage();
    await user.type(field(), "VSC");
    const results = await grid();
    expect(screen.getByText("500 found")).toBeVisible();
    expect(results).toHaveAttribute("aria-rowcount", "501");
    const rows = within(results).getAllByRole("row");
    expect(rows.length).toBeLessThan(60);
    expect(rows[1]).toHaveAttribute("aria-rowindex", "2");
  });

  it("writes large totals in the number format of the language", async () => {
    const run: Run = async ({ q }) =>
      ok({ ...page([1]), total: { value: 12_431, relation: q === "a" ? "eq" : "gte" }, next: null });
    const { user } = await openPage({ overrides: { search: { run } } });
    await user.type(field(), "a");
    expect(await screen.findByText("12,431 found")).toBeVisible();
    await user.type(field(), "b");
    expect(await screen.findByText("12,431 or more found")).toBeVisible();
  });

  it("reads further results page by page, up to the end", async () => {
    const { user, desk } = await openPage();
    await user.type(field(), "VSC");
    const read = () => shown(quickSearch(desk()).getState().answer)?.items.length;
    await grid();
    await waitFor(() => expect(read()).toBe(200));
    await quickSearch(desk()).getState().readMore();
    expect(read()).toBe(400);
    await quickSearch(desk()).getState().readMore();
    expect(read()).toBe(500);
  });

  it("moves through the results while the focus stays in the field, and opens one with Enter", async () => {
    const { user, core } = await openPage();
    await user.type(field(), "VSC");
    await grid();
    await user.keyboard("{ArrowDown}");
    expect(field()).toHaveFocus();
    const active = screen.getByRole("row", { selected: true });
    expect(active).toHaveAccessibleName(/VSC-000002/);
    expect(field()).toHaveAttribute("aria-activedescendant", active.id);

    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "VSC-000002" })).toHaveFocus();
    expect(core.calls.at(-2)?.call).toMatch(/^objects\./);
  });

  it("opens the card with the typed number when Enter is pressed before the answer", async () => {
    const { user } = await openPage();
    await user.type(field(), "vsc-000002{Enter}");
    expect(await screen.findByRole("heading", { name: "VSC-000002" })).toBeVisible();
  });

  it("accepts text and Enter before it has read the configurations", async () => {
    let arrive = (): void => {};
    const read = new Promise<void>((resolve) => (arrive = resolve));
    const { user } = await openPage({
      overrides: { search: { configurations: async () => read.then(() => ok(configurations)) } },
    });
    await user.type(field(), "vsc-000002{Enter}");
    arrive();
    expect(await screen.findByRole("heading", { name: "VSC-000002" })).toBeVisible();
  });

  it("opens none of several matches when Enter is pressed before they are shown", async () => {
    const { user } = await openPage();
    await user.type(field(), "VSC-0000{Enter}");
    expect(await grid()).toBeVisible();
    expect(field()).toHaveFocus();
  });

  it("says when nothing was found", async () => {
    const { user } = await openPage();
    await user.type(field(), "nobody");
    expect(await screen.findByText("Nothing found for “nobody”")).toBeVisible();
  });

  it("shows the error of a failed search and tries again", async () => {
    let fails = true;
    const run = async () => (fails ? fail(operatorError("backend-timeout")) : ok(page([7])));
    const { user } = await openPage({ overrides: { search: { run } } });
    await user.type(field(), "7");
    expect(await screen.findByRole("alert")).toHaveTextContent("The back end did not answer in time.");
    fails = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("row", { name: /VSC-000007/ })).toBeVisible();
  });

  it("searches for the text in the field once the configurations are read after a failure", async () => {
    let fails = true;
    const read = async () => (fails ? fail(operatorError("backend-unreachable")) : ok(configurations));
    const { user } = await openPage({ overrides: { search: { configurations: read } } });
    await user.type(field(), "vsc-000042");
    expect(await screen.findByRole("alert")).toHaveTextContent("The back end cannot be reached.");
    fails = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("row", { name: /VSC-000042/ })).toBeVisible();
  });

  it("searches for the same text in another configuration when that is chosen in the list", async () => {
    const { user, core } = await openPage();
    await user.type(field(), "VSC-000001");
    await grid();
    await user.selectOptions(screen.getByRole("combobox", { name: "Quick search" }), "User");
    await waitFor(() => expect(core.calls.at(-1)?.args).toMatchObject({ configuration: "user", q: "VSC-000001" }));
    expect(field()).toHaveFocus();
  });

  it("still has the text and the selected result when the operator comes back", async () => {
    const { user } = await openPage();
    await user.type(field(), "VSC");
    await grid();
    await user.keyboard("{ArrowDown}{Enter}");
    await screen.findByRole("heading", { name: "VSC-000002" });
    await user.keyboard("{Control>}k{/Control}");
    expect(await screen.findByRole("row", { selected: true })).toHaveAccessibleName(/VSC-000002/);
    expect(field()).toHaveFocus();
    expect(field()).toHaveValue("VSC");
  });
});
