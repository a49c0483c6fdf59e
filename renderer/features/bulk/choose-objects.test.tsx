import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ok, type Result } from "#shared/errors.ts";
import type { Judged, Wanted } from "#shared/idm/bulk.ts";
import type { Page } from "../../testing/test-app.tsx";
import {
  basket,
  choose,
  chooseFor,
  deactivate,
  judge,
  numberOf,
  odd,
  openBulk,
  openForLock,
  paste,
  press,
  reactivate,
  rowHeight,
  rows,
  scroll,
} from "../../testing/bulk-bench.tsx";

const filter = () => screen.getByRole("textbox", { name: "Filter the basket" });
const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

describe("the steps", () => {
  it("are changed with Alt+N and Alt+B without losing an entry, and the current step is marked", async () => {
    const page = await openBulk();
    const step = () => within(screen.getByRole("list", { name: "Steps" })).getByRole("listitem", { current: "step" });
    await choose(page, reactivate.name);
    expect(step()).toHaveTextContent("Process");
    await page.user.keyboard("{Alt>}n{/Alt}");
    expect(await heading(reactivate.name)).toHaveFocus();
    expect(step()).toHaveTextContent("Objects");
    await page.user.keyboard("{Alt>}n{/Alt}");
    expect(step()).toHaveTextContent("Objects");
    await page.user.type(screen.getByRole("textbox", { name: "Search" }), "VSC-00000{Enter}");
    await page.user.click(await screen.findByRole("checkbox", { name: "VSC-000003" }));
    await page.user.keyboard("{Alt>}n{/Alt}");
    expect(await screen.findByRole("button", { name: "Start with 1 object" })).toBeVisible();
    expect(step()).toHaveTextContent("Check");
    await page.user.keyboard("{Alt>}b{/Alt}");
    expect(screen.getByRole("textbox", { name: "Search" })).toHaveValue("VSC-00000");
    expect(await screen.findByRole("checkbox", { name: "VSC-000003" })).toBeChecked();
    await page.user.keyboard("{Alt>}b{/Alt}");
    expect(screen.getByRole("radio", { name: reactivate.name })).toBeChecked();
    await page.user.keyboard("{Alt>}n{/Alt}{Alt>}n{/Alt}");
    await screen.findByRole("button", { name: "Start with 1 object" });
    await page.user.keyboard("{Alt>}n{/Alt}");
    expect(page.core.count("bulk.start")).toBe(1);
  });

  it("do not start an irreversible process with Alt+N", async () => {
    const page = await openForLock();
    await page.user.keyboard("{Alt>}n{/Alt}");
    await page.user.type(await screen.findByRole("textbox", { name: /to confirm/ }), "1");
    await page.user.keyboard("{Alt>}n{/Alt}");
    expect(page.core.count("bulk.start")).toBe(0);
  });

  it("move the focus to the field of the count on Alt+N if the count is not typed yet", async () => {
    const page = await openBulk();
    await paste(page, odd(11).join("\n"));
    await screen.findByText("11 chosen");
    await page.user.keyboard("{Alt>}n{/Alt}");
    const field = await screen.findByRole("textbox", { name: "Type 11 to confirm" });
    await page.user.keyboard("{Alt>}n{/Alt}");
    expect(field).toHaveFocus();
    expect(page.core.count("bulk.start")).toBe(0);
  });
});

describe("the basket", () => {
  async function withBasket(count = 3): Promise<Page> {
    const page = await openBulk();
    await paste(page, odd(count).join("\n"));
    await screen.findByText(`${count} chosen`);
    return page;
  }

  it("keeps the focus in the list when an object is removed, and takes it when the last one is removed", async () => {
    const page = await withBasket();
    await press(page, "Remove VSC-000003 from the basket");
    expect(screen.getByRole("button", { name: "Remove VSC-000005 from the basket" })).toHaveFocus();
    await page.user.keyboard("{Enter}");
    expect(screen.getByRole("button", { name: "Remove VSC-000001 from the basket" })).toHaveFocus();
    await page.user.keyboard("{Enter}");
    expect(screen.getByText("Nothing chosen yet")).toBeVisible();
    expect(screen.getByRole("region", { name: "Basket" })).toHaveFocus();
  });

  it("takes the focus when it is emptied", async () => {
    const page = await withBasket();
    await press(page, "Empty the basket");
    expect(screen.getByRole("region", { name: "Basket" })).toHaveFocus();
  });

  it("is filtered by number, person, department and state, and the matching objects can be removed at once", async () => {
    const page = await openBulk({
      judge: async ({ wanted }) =>
        ok(
          wanted.map((each) => {
            const judged = judge(each);
            if (judged.kind !== "candidate" || judged.about === null || numberOf(each) !== 5) return judged;
            return { ...judged, about: { ...judged.about, person: "Łukasz Żak", department: "Legal" } };
          }),
        ),
    });
    await paste(page, odd(4).join("\n"));
    await screen.findByText("4 chosen");
    const shownBy = async (text: string): Promise<(string | null)[]> => {
      await page.user.clear(filter());
      await page.user.type(filter(), text);
      return (await basket()).queryAllByRole("rowheader").map((row) => row.firstChild?.textContent ?? null);
    };
    expect(await shownBy("lukasz legal")).toEqual(["VSC-000005"]);
    expect(await shownBy("000007")).toEqual(["VSC-000007"]);
    expect(await shownBy("inactive anna")).toEqual(["VSC-000001", "VSC-000003", "VSC-000007"]);
    expect(await shownBy("locked")).toEqual([]);
    expect(screen.getByText("Nothing in the basket matches")).toBeVisible();
    await shownBy("anna");
    await press(page, "Remove 3");
    expect((await rows()).map((row) => row.firstChild?.textContent)).toEqual(["VSC-000005"]);
    expect(screen.getByText("1 chosen")).toBeVisible();
    expect(filter()).toHaveValue("");
    expect(screen.getByRole("button", { name: "Empty the basket" })).toHaveFocus();
  });

  it("may have 10,000 objects, of which only those near the visible rows are rendered", async () => {
    const page = await openBulk({
      options: async () => ok({ limit: 10_000, processes: [reactivate] }),
      judge: async ({ wanted }) => ok(wanted.map(candidate)),
    });
    const numbers = Array.from({ length: 10_000 }, (_, index) => String(index));
    await paste(page, numbers.join("\n"));
    expect(await screen.findByText("10,000 chosen", {}, { timeout: 20_000 })).toBeVisible();
    const list = (await basket()).getByRole("grid");
    expect(list).toHaveAttribute("aria-rowcount", "10001");
    expect(within(list).getAllByRole("row").length).toBeLessThan(60);
    scroll(list, 9_000 * rowHeight);
    expect(await within(list).findByText("N9005")).toBeVisible();
    await page.user.type(filter(), "n7777");
    expect(await rows()).toHaveLength(1);
  });
});

/** Returns a different candidate for each number. */
function candidate(wanted: Wanted): Judged {
  const label = `N${numberOf(wanted)}`;
  const item = { ref: { type: "virtualSmartCard", id: label }, label, state: "inactive", columns: {} };
  return { kind: "candidate", item, about: null, version: 1, changes: [] };
}

describe("the results", () => {
  async function search(page: Page): Promise<HTMLElement> {
    await chooseFor(page, reactivate.name);
    await page.user.type(screen.getByRole("textbox", { name: "Search" }), "VSC-0000{Enter}");
    return screen.findByRole("checkbox", { name: "VSC-000001" });
  }
  const box = (number: number) => screen.getByRole("checkbox", { name: `VSC-${String(number).padStart(6, "0")}` });

  it("are one Tab stop, and arrow keys move between the objects that can be ticked", async () => {
    const page = await openBulk();
    const first = await search(page);
    expect(screen.getAllByRole("checkbox").filter(({ tabIndex }) => tabIndex === 0)).toEqual([first]);
    first.focus();
    await page.user.keyboard("{ArrowDown} ");
    expect(box(3)).toHaveFocus();
    expect(box(3)).toBeChecked();
    await page.user.keyboard("{ArrowUp}");
    expect(first).toHaveFocus();
    expect(first).not.toBeChecked();
  });

  it("are ticked as a range with Shift, except for those that cannot be ticked", async () => {
    const page = await openBulk();
    await page.user.click(await search(page));
    await page.user.keyboard("{Shift>}");
    await page.user.click(box(7));
    await page.user.keyboard("{/Shift}");
    expect(screen.getByText("4 chosen")).toBeVisible();
    expect((await rows()).map((row) => row.firstChild?.textContent)).toEqual([1, 3, 5, 7].map((n) => `VSC-00000${n}`));
  });
});

describe("a list that is still being looked up", () => {
  const field = () => screen.getByRole("textbox", { name: "List of numbers" });

  it.each<[string, (page: Page) => Promise<unknown>]>([
    [
      "another process was chosen",
      async (page) => {
        await press(page, "Back");
        await chooseFor(page, deactivate.name);
      },
    ],
    ["the list was changed", ({ user }) => user.type(field(), "VSC-000005")],
    [
      "another column was chosen",
      ({ user }) => user.selectOptions(screen.getByRole("combobox", { name: "Column with the numbers" }), "1"),
    ],
    ["the source was changed", ({ user }) => user.click(screen.getByRole("radio", { name: "From a search" }))],
  ])("puts nothing in the basket once %s", async (_, change) => {
    const answer = Promise.withResolvers<Result<Judged[]>>();
    const page = await openBulk({ judge: () => answer.promise });
    await paste(page, "VSC-000001;VSC-000003\n");
    await screen.findByRole("button", { name: "Looking up…" });
    await change(page);
    answer.resolve(ok([judge({ number: "VSC-000001" })]));
    // Answered later than the lookup.
    await act(() => page.desk().client.app.settings());
    expect((await basket()).getByText("Nothing in the basket yet")).toBeVisible();
    expect(screen.queryByText(/1 of 1/)).toBeNull();
    expect(screen.queryByRole("button", { name: "Looking up…" })).toBeNull();
  });
});
