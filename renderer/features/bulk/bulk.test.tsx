import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { nothingOffline } from "#shared/ipc/offline.ts";
import { countStates, type Bulk, type BulkItem, type BulkItemState } from "#shared/ipc/bulk.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { openPage, type Page } from "../../testing/test-app.tsx";
import type { Overrides } from "../../testing/test-client.ts";
import { anna, bulkOperator, changes, manager } from "../../testing/test-data.ts";
import {
  asked,
  basket,
  choose,
  chooseFor,
  deactivate,
  fileInput,
  judge,
  lock,
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

const at = "2026-11-20T08:14:00Z";

describe("the choice of the process", () => {
  it("comes first, is required, and lists unavailable processes with the reason", async () => {
    const page = await openBulk();
    expect(await screen.findByRole("radio", { name: reactivate.name })).toHaveAccessibleDescription(reactivate.text);
    expect(screen.queryByRole("radio", { name: lock.name })).toBeNull();
    await page.user.click(screen.getByText("Not available (1)"));
    expect(screen.getByText(lock.name).nextSibling).toHaveTextContent("Not enabled in Admin.");
    await press(page, "Next");
    expect(screen.queryByRole("region", { name: "Basket" })).toBeNull();
    await chooseFor(page, reactivate.name);
    expect(await basket()).toBeDefined();
  });

  it("is changed after a confirmation if the basket would be emptied", async () => {
    const page = await openBulk();
    await paste(page, "VSC-000001\nVSC-000003");
    expect(await screen.findByText("2 chosen")).toBeVisible();
    await press(page, "Back");
    await choose(page, deactivate.name);
    const question = within(await screen.findByRole("alertdialog", { name: "Empty the basket?" }));
    await page.user.click(question.getByRole("button", { name: "Keep it" }));
    expect(screen.getByRole("radio", { name: reactivate.name })).toBeChecked();
    await choose(page, deactivate.name);
    await page.user.click(await screen.findByRole("button", { name: "Empty it" }));
    expect(screen.getByRole("radio", { name: deactivate.name })).toBeChecked();
    await press(page, "Next");
    expect((await basket()).getByText("Nothing in the basket yet")).toBeVisible();
  });

  it("is empty for objects without processes, and another kind of object can be selected", async () => {
    const options: Handlers["bulk"]["options"] = async ({ coreTemplate }) =>
      coreTemplate === "user" ? fail(operatorError("not-found")) : ok({ limit: 20, processes: [reactivate] });
    const page = await openBulk({ options });
    await page.user.selectOptions(await screen.findByRole("combobox", { name: "Kind of object" }), "User");
    expect(await screen.findByText("There are no processes for these objects.")).toBeVisible();
    await page.user.selectOptions(screen.getByRole("combobox", { name: "Kind of object" }), "Virtual smart card");
    expect(await screen.findByRole("radio", { name: reactivate.name })).toBeVisible();
  });

  it("is not offered to an operator without the role", async () => {
    await openPage({ route: { screen: "bulk" }, session: { kind: "active", operator: manager } });
    expect(await screen.findByRole("searchbox")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Bulk" })).toBeNull();
  });

  it("needs a connection, and says so", async () => {
    const offline: Overrides["offline"] = {
      state: async () => ok({ ...nothingOffline, working: true }),
    };
    await openBulk({}, { offline });
    expect(await screen.findByText("A bulk needs a connection to the back end.")).toBeVisible();
  });

  it("says why the processes cannot be read, and reads them again on request", async () => {
    let isDown = true;
    const options = async () =>
      isDown ? fail(operatorError("backend-unreachable")) : ok({ limit: 20, processes: [reactivate] });
    const page = await openBulk({ options });
    expect(await screen.findByRole("alert")).toHaveTextContent("Code backend-unreachable");
    isDown = false;
    await press(page, "Try again");
    expect(await screen.findByRole("radio", { name: reactivate.name })).toBeVisible();
  });
});

describe("objects from a search", () => {
  async function search(page: Page, text: string): Promise<void> {
    await chooseFor(page, reactivate.name);
    await page.user.type(screen.getByRole("textbox", { name: "Search" }), text);
    await press(page, "Find");
  }

  it("can be ticked if the process can be run on them; the others say why not", async () => {
    const page = await openBulk();
    await search(page, "VSC-00000");
    const first = await screen.findByRole("checkbox", { name: "VSC-000001" });
    expect(screen.getByText("9 found")).toBeVisible();
    expect(screen.getByRole("checkbox", { name: "VSC-000002" })).toBeDisabled();
    expect(screen.getByText("VSC-000002 is Locked.")).toBeVisible();
    await page.user.click(first);
    expect(screen.getByText("1 chosen")).toBeVisible();
    expect((await basket()).getByText("1 of at most 20")).toBeVisible();
    await page.user.click(first);
    expect(screen.getByText("Nothing chosen yet")).toBeVisible();
  });

  it("are all chosen with one button, up to the limit", async () => {
    const page = await openBulk();
    await search(page, "VSC");
    await press(page, "Choose all possible");
    expect(await (await basket()).findByText("20 of at most 20")).toBeVisible();
    expect(screen.getByRole("checkbox", { name: "VSC-000001" })).toBeChecked();
    expect(screen.getByRole("checkbox", { name: "VSC-000002" })).toBeDisabled();
  });

  it("are rendered only near the visible rows; the next page is read near the end of the previous one", async () => {
    const page = await openBulk();
    await search(page, "VSC");
    expect(await screen.findByText("500 found")).toBeVisible();
    const results = screen.getByRole("grid", { name: "Results" });
    expect(results).toHaveAttribute("aria-rowcount", "501");
    expect(within(results).getAllByRole("row").length).toBeLessThan(60);
    expect(page.core.count("search.run")).toBe(1);
    scroll(results, 180 * rowHeight);
    await waitFor(() => expect(page.core.count("search.run")).toBe(2));
    expect(await within(results).findByRole("checkbox", { name: "VSC-000185" })).toBeEnabled();
  });

  it("show why a search failed", async () => {
    const run = async () => fail(operatorError("backend-timeout"));
    const page = await openBulk({}, { search: { run } });
    await search(page, "VSC");
    expect(await screen.findByRole("alert")).toHaveTextContent("Code backend-timeout");
  });
});

describe("objects from a list", () => {
  it("go into the basket; every number that is left out is listed with the reason", async () => {
    const page = await openBulk();
    await paste(page, "VSC-000 001\nvsc-000001\nVSC-000003\nVSC-000004\n777\nVSC-000999\n");
    expect(await screen.findByText("2 of 5 can be done and are in the basket")).toBeVisible();
    expect(screen.getByText("5 numbers; 1 line repeats a number")).toBeVisible();
    const notFound = within(screen.getByRole("region", { name: "1 number not found" }));
    expect(notFound.getByRole("listitem")).toHaveTextContent("VSC-000999");
    const ambiguous = within(screen.getByRole("region", { name: "1 ambiguous number" }));
    expect(ambiguous.getByRole("listitem")).toHaveTextContent("777matches 10, such as VSC-007770, VSC-007771");
    const others = within(screen.getByRole("region", { name: "1 object for which this is not possible" }));
    expect(others.getByRole("listitem")).toHaveTextContent("VSC-000004 is Locked.");
    expect(await rows()).toHaveLength(2);
  });

  it("are read from a file in UTF-16, from the column that is selected", async () => {
    const page = await openBulk();
    await chooseFor(page, reactivate.name);
    await page.user.click(screen.getByRole("radio", { name: "From a list of numbers" }));
    const text = "\ufeffName;Number\r\nÅkesson;VSC-000001\r\nWeiß;VSC-000003\r\n";
    const file = new File([Buffer.from(text, "utf16le")], "list.csv");
    await page.user.upload(fileInput(), file);
    await page.user.selectOptions(
      await screen.findByRole("combobox", { name: "Column with the numbers" }),
      "2: Number",
    );
    await press(page, "Look up and add to the basket");
    expect(await screen.findByText("2 of 3 can be done and are in the basket")).toBeVisible();
  });

  it("in a file that is not text are refused, and the list entered before stays", async () => {
    const page = await openBulk();
    await paste(page, "VSC-000001");
    const file = new File([Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)], "list.csv");
    await page.user.upload(fileInput(), file);
    expect(await screen.findByRole("alert")).toHaveTextContent("This is not a text file.");
    expect(screen.getByRole("textbox", { name: "List of numbers" })).toHaveValue("VSC-000001");
  });

  it("beyond the limit are not looked up, and nothing of the list is lost", async () => {
    const page = await openBulk();
    await chooseFor(page, reactivate.name);
    await page.user.click(screen.getByRole("radio", { name: "From a list of numbers" }));
    const text = odd(100_000).join("\n");
    await page.user.click(screen.getByRole("textbox", { name: "List of numbers" }));
    await page.user.paste(text);
    expect(await screen.findByText("100,000 objects are too many. One bulk takes at most 20.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Look up and add to the basket" })).toBeNull();
    expect(screen.getByRole("textbox", { name: "List of numbers" })).toHaveValue(text);
    expect(page.core.count("bulk.judge")).toBe(0);
  });
});

it("an irreversible process starts only after the number of objects is typed, however few they are", async () => {
  const page = await openForLock();
  await press(page, "Next");
  const start = await screen.findByRole("button", { name: "Start with 1 object: Lock card" });
  await page.user.click(start);
  await page.user.type(screen.getByRole("textbox", { name: /to confirm/ }), "2{Enter}");
  expect(page.core.count("bulk.start")).toBe(0);
  await page.user.clear(screen.getByRole("textbox", { name: /to confirm/ }));
  await page.user.type(screen.getByRole("textbox", { name: /to confirm/ }), "1");
  await page.user.click(start);
  expect(page.core.count("bulk.start")).toBe(1);
});

describe("the summary", () => {
  async function toSummary(page: Page, numbers: readonly string[]): Promise<void> {
    await paste(page, numbers.join("\n"));
    await screen.findByText(/^\d+ chosen/);
    await press(page, "Next");
    await screen.findByRole("button", { name: /^Start/ });
  }

  it("counts the changes to come, and starts with the object versions that were read", async () => {
    const page = await openBulk();
    await toSummary(page, odd(3));
    const table = within(await screen.findByRole("table", { name: "What will change" }));
    expect(table.getByRole("row", { name: /3 virtual smart cards/ })).toHaveTextContent(/Inactive.*becomes.*Active/);
    await press(page, "Start with 3 objects");
    expect(asked(page, "bulk.start")).toEqual([
      {
        coreTemplate: "virtualSmartCard",
        process: reactivate.symbolicName,
        processName: reactivate.name,
        values: {},
        objects: [1, 3, 5].map((number) => ({
          ref: { type: "virtualSmartCard", id: `VSC-00000${number}` },
          label: `VSC-00000${number}`,
          about: { ...anna, label: `VSC-00000${number}` },
          version: number,
        })),
      },
    ]);
  });

  it("requires the number of objects to be typed if there are more than ten", async () => {
    const page = await openBulk();
    await toSummary(page, odd(11));
    const field = await screen.findByRole("textbox", { name: "Type 11 to confirm" });
    await page.user.type(field, "12");
    await press(page, "Start with 11 objects");
    expect(screen.getByText("Type the number of objects: 11")).toBeVisible();
    expect(page.core.count("bulk.start")).toBe(0);
    await page.user.clear(field);
    await page.user.type(field, "11");
    await press(page, "Start with 11 objects");
    expect(page.core.count("bulk.start")).toBe(1);
  });

  it("does not require the number for ten objects", async () => {
    const page = await openBulk();
    await toSummary(page, odd(10));
    expect(await screen.findByRole("button", { name: "Start with 10 objects" })).toBeVisible();
    expect(screen.queryByRole("textbox")).toBeNull();
  });

  it("removes an object that no longer qualifies, and says so", async () => {
    let isLater = false;
    const page = await openBulk({
      judge: async ({ wanted }) =>
        ok(wanted.map((each) => judge(isLater && numberOf(each) === 3 ? { number: "VSC-000004" } : each))),
    });
    await paste(page, odd(3).join("\n"));
    await screen.findByText("3 chosen");
    isLater = true;
    await press(page, "Next");
    expect(await screen.findByText("1 object no longer qualifies and was removed from the basket")).toBeVisible();
    await press(page, "Start with 2 objects");
    expect(asked(page, "bulk.start")).toHaveLength(1);
  });

  it("does not start before the value that the process requires is entered", async () => {
    const page = await openBulk();
    await chooseFor(page, deactivate.name);
    await page.user.type(screen.getByRole("textbox", { name: "Search" }), "VSC-000001");
    await press(page, "Find");
    await page.user.click(await screen.findByRole("checkbox", { name: "VSC-000001" }));
    await press(page, "Next");
    await page.user.click(await screen.findByRole("button", { name: "Start with 1 object" }));
    expect(screen.getByText("Fill in “Reason”.")).toBeVisible();
    await page.user.selectOptions(screen.getByRole("combobox", { name: /Reason/ }), "Long absence");
    await press(page, "Start with 1 object");
    expect(asked(page, "bulk.start")).toEqual([expect.objectContaining({ values: { reason: "longAbsence" } })]);
  });

  it("goes back to the choice of objects with the basket unchanged", async () => {
    const page = await openBulk();
    await toSummary(page, odd(2));
    await press(page, "Back");
    expect(await rows()).toHaveLength(2);
  });

  it("shows why a start was refused, and keeps everything", async () => {
    const page = await openBulk({ start: async () => fail(operatorError("disk-full")) });
    await toSummary(page, odd(2));
    await page.user.click(await screen.findByRole("button", { name: "Start with 2 objects" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Code disk-full");
    expect(screen.getByRole("button", { name: "Start with 2 objects" })).toBeVisible();
  });
});

const item = (n: number, state: BulkItemState): BulkItem => ({
  n,
  ref: { type: "virtualSmartCard", id: `VSC-00000${n}` },
  label: `VSC-00000${n}`,
  about: { ...anna, label: `VSC-00000${n}` },
  state,
});

/** Returns a bulk of these objects. */
function bulkOf(items: readonly BulkItem[], operator = bulkOperator) {
  const { symbolicName: process, name: processName } = reactivate;
  const id = "019ab000-0000-4000-8000-000000000001";
  return {
    id,
    coreTemplate: "virtualSmartCard",
    process,
    processName,
    operator,
    startedAt: at,
    total: items.length,
    counts: countStates(items),
  };
}

describe("a bulk", () => {
  const started = (bulk: Bulk, items: readonly BulkItem[], more: Overrides["bulk"] = {}) =>
    openBulk({ state: async () => ok(bulk), items: async () => ok([...items]), ...more });

  it("that is running shows its progress, follows each object, and can be cancelled", async () => {
    const items = [item(0, { kind: "done", at, changes }), item(1, { kind: "running" }), item(2, { kind: "waiting" })];
    const page = await started({ kind: "running", ...bulkOf(items) }, items);
    expect(await screen.findByText("1 of 3")).toBeVisible();
    expect(screen.getByRole("button", { name: "Bulk 1/3" })).toBeVisible();
    const row = await screen.findByRole("row", { name: /VSC-000001/ });
    expect(row).toHaveTextContent("Under way");
    const error = operatorError("version-conflict");
    page.core.emit("bulk", "itemsChanged", [item(1, { kind: "refused", at, error })]);
    await waitFor(() => expect(screen.getByRole("row", { name: /VSC-000001/ })).toHaveTextContent("Refused"));
    await press(page, "Cancel");
    expect(page.core.count("bulk.cancel")).toBe(1);
  });

  it("that was stopped says why, and can be resumed with the remaining objects", async () => {
    const items = [item(0, { kind: "done", at, changes }), item(1, { kind: "waiting" }), item(2, { kind: "waiting" })];
    const error = operatorError("backend-unreachable");
    const page = await started({ kind: "stopped", ...bulkOf(items), error }, items);
    expect(await screen.findByRole("alert")).toHaveTextContent("Code backend-unreachable");
    await press(page, "Resume with 2 objects");
    expect(page.core.count("bulk.resume")).toBe(1);
  });

  it("shows the state of every object, and never reports an unconfirmed one as a success", async () => {
    const error = operatorError("ca-unavailable");
    const items = [
      item(0, { kind: "done", at, changes }),
      item(1, { kind: "differs", at, differences: [] }),
      item(2, { kind: "unconfirmed", at, changes, error }),
      item(3, { kind: "approval", at, requestId: "R-1" }),
      item(4, { kind: "refused", at, error }),
      item(5, { kind: "failed", at, error }),
      item(6, { kind: "unknown", since: at, error }),
    ];
    const page = await started({ kind: "finished", ...bulkOf(items) }, items);
    expect(await screen.findByText(/^Finished. Some objects are not done/)).toBeVisible();
    const table = within(await screen.findByRole("grid", { name: "Result for each object" }));
    const rows = table.getAllByRole("row").slice(1);
    expect(rows.map((row) => within(row).getByRole("rowheader").nextSibling?.firstChild?.textContent)).toEqual([
      "Done and confirmed",
      "Not as reported",
      "Not confirmed",
      "Waiting for approval",
      "Refused",
      "Failed",
      "Not known yet",
    ]);
    await page.user.click(screen.getByRole("radio", { name: "Failed 1" }));
    expect(table.getAllByRole("rowheader").map((row) => row.textContent)).toEqual(["VSC-000005Anna Lindqvist · Sales"]);
    await press(page, "Try 1 failed object again");
    expect(page.core.count("bulk.retry")).toBe(1);
  });

  it.each<BulkItemState>([
    { kind: "unknown", since: at, error: operatorError("backend-timeout") },
    { kind: "unconfirmed", at, changes, error: operatorError("backend-timeout") },
  ])("is closed at once if all objects are done, and after a confirmation if one is $kind", async (left) => {
    const items = [item(0, { kind: "done", at, changes }), item(1, left)];
    const page = await started({ kind: "stopped", ...bulkOf(items), error: null }, items);
    await page.user.click(await screen.findByRole("button", { name: "Close" }));
    const question = within(await screen.findByRole("alertdialog", { name: "Close and give up the rest?" }));
    expect(question.getByText(/It is not known yet whether 1 object was done/)).toBeVisible();
    await page.user.click(question.getByRole("button", { name: "Keep it open" }));
    expect(page.core.count("bulk.close")).toBe(0);
    const done = items.slice(0, 1);
    page.core.emit("bulk", "changed", { kind: "finished", ...bulkOf(done) });
    expect(await screen.findByText("1 object is done and confirmed")).toBeVisible();
    await press(page, "Close");
    expect(page.core.count("bulk.close")).toBe(1);
    page.core.emit("bulk", "changed", { kind: "none" });
    await waitFor(() => expect(screen.getByRole("radio", { name: reactivate.name })).toBeVisible());
    expect(screen.getByRole("heading", { level: 1, name: "Bulk" })).toHaveFocus();
  });

  it("is saved as CSV in which no cell is a formula for a spreadsheet program", async () => {
    const items = [{ ...item(0, { kind: "done", at, changes }), label: '=HYPERLINK("x"),1' }];
    const saved: Blob[] = [];
    vi.stubGlobal(
      "URL",
      Object.assign(URL, { createObjectURL: (blob: Blob) => `blob:${saved.push(blob)}`, revokeObjectURL() {} }),
    );
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
    const page = await started({ kind: "finished", ...bulkOf(items) }, items);
    await screen.findByRole("row", { name: /HYPERLINK/ });
    await press(page, "Save the result as CSV");
    expect(click).toHaveBeenCalledOnce();
    const bytes = Buffer.from((await saved[0]?.arrayBuffer()) ?? new ArrayBuffer());
    expect(bytes.toString("utf8")).toBe(
      [
        "\ufeffObject,Id,Process,Result,Code,Time",
        `"'=HYPERLINK(""x""),1",VSC-000000,Reactivate virtual smart card,Done and confirmed,,${at}`,
        "",
      ].join("\r\n"),
    );
    click.mockRestore();
    vi.unstubAllGlobals();
  });

  it("of another operator shows its owner, but none of its objects", async () => {
    const items = [item(0, { kind: "waiting" })];
    const page = await started({ kind: "stopped", ...bulkOf(items, manager), error: null }, items);
    expect(await screen.findByText(/^A bulk that Vera Manager started .* with 1 object/)).toBeVisible();
    expect(screen.queryByText("VSC-000000")).toBeNull();
    expect(page.core.count("bulk.items")).toBe(0);
  });
});
