import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import type { HistoryEntry, HistoryPage } from "#shared/idm/object.ts";
import catalogues from "virtual:catalogues";
import { createWords } from "../../../desk/words.ts";
import { openCard } from "../../../testing/test-app.tsx";
import { history, inactiveCard } from "../../../testing/test-data.ts";
import { historyCsv, historyJson } from "./export.ts";
import { noFilter } from "./history-filter.ts";

const [deactivated] = history;
if (deactivated === undefined) throw new Error("The tests have a history.");

const locked: HistoryEntry = {
  ...deactivated,
  seq: 9,
  at: "2026-11-21T10:00:00Z",
  operator: "Hedvig Pesk",
  approvedBy: "Aprilia Provera",
  process: "UsersProcLock",
  event: "Lock user",
  before: { state: "inactive", certificates: [] },
  after: { state: "locked", certificates: [] },
  entered: [{ name: "reason", label: "Reason", value: "Misuse" }],
};
const offline: HistoryEntry = { ...deactivated, seq: 8, device: "D-7", journalSeq: 12, operator: "Otto Older" };
const all: HistoryEntry[] = [locked, offline, deactivated];

async function openHistory(read: (cursor: string | null) => HistoryPage) {
  const answer = async ({ cursor }: { cursor: string | null }): Promise<Result<HistoryPage>> => ok(read(cursor));
  const page = await openCard({ overrides: { objects: { history: answer } } });
  await page.user.click(screen.getByRole("tab", { name: /^History/ }));
  return page;
}
const whole = (items: HistoryEntry[]) => () => ({ items, next: null });
/** Waits until every page on its way is read and its result rendered. */
const settled = () =>
  act(async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  });
const section = () => screen.getByRole("region", { name: "History" });

/** Returns the texts of a column, row by row. */
async function column(name: string): Promise<string[]> {
  const [head, ...rows] = within(await screen.findByRole("table", { name: "History" })).getAllByRole("row");
  const at = within(head ?? document.body)
    .getAllByRole("columnheader")
    .findIndex((header) => header.textContent === name);
  return rows.map((row) => row.children[at]?.textContent ?? "");
}

describe("history", () => {
  it("shows when, who, who approved, which process with which input, and the states before and after", async () => {
    await openHistory(whole(all));
    expect((await column("When"))[0]).toMatch(/^21 Nov 2026/);
    expect(await column("Who")).toEqual(["Hedvig PeskApproved by Aprilia Provera", "Otto Older", "Vera Manager"]);
    expect((await column("Process")).slice(0, 2)).toEqual([
      "Lock userReason: Misuse",
      expect.stringContaining("Offline, device D-7, journal entry 12"),
    ]);
    const [ofLock, ofDeactivation] = await column("What changed");
    expect(ofLock).toBe("InactivebecomesLocked");
    expect(ofDeactivation).toBe("ActivebecomesInactiveAuthenticationValidbecomesOn hold");
    expect(section()).toHaveTextContent("3 entries");
  });

  it("puts equal changes of certificates in one line, and names the side if Identity Manager and the CA differ", async () => {
    const certificate = (serial: string, stateInIdm: string, stateInCa: string) => ({
      serial,
      purpose: serial === "a" ? "encryption" : "signature",
      stateInIdm,
      stateInCa,
    });
    const before = {
      state: "active",
      certificates: ["a", "b", "c", "d"].map((each) => certificate(each, "valid", "valid")),
    };
    const after = {
      state: "active",
      certificates: [
        ...["a", "b", "c"].map((each) => certificate(each, "onHold", "onHold")),
        certificate("d", "revoked", "valid"),
      ],
    };
    await openHistory(whole([{ ...deactivated, before, after }]));
    expect(await column("What changed")).toEqual([
      "3 certificatesValidbecomesOn holdSignatureIn Identity ManagerValidbecomesRevoked",
    ]);
  });

  it("reads the next page near the end by itself, and gives the number of rows once it is known", async () => {
    const older = [{ ...deactivated, seq: 1, operator: "Otto Older" }];
    const { core } = await openHistory((cursor) =>
      cursor === null ? { items: history, next: "1" } : { items: older, next: null },
    );
    await waitFor(async () => expect(await column("Who")).toEqual(["Vera Manager", "Otto Older"]));
    expect(screen.getByRole("table", { name: "History" })).toHaveAttribute("aria-rowcount", "3");
    expect(core.count("objects.history")).toBe(2);
  });

  it("reads no more than the next page if its end is out of sight", async () => {
    // jsdom has no layout: rows without a height would all be in sight.
    const height = vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(72);
    onTestFinished(() => height.mockRestore());
    const page = (at: number) => Array.from({ length: 25 }, (_, n) => ({ ...deactivated, seq: 1000 - at * 25 - n }));
    const { core } = await openHistory((cursor) => {
      const at = Number(cursor ?? 0);
      return { items: page(at), next: at < 9 ? String(at + 1) : null };
    });
    await waitFor(() => expect(section()).toHaveTextContent("The newest 50 entries"));
    await settled();
    expect(core.count("objects.history")).toBe(2);
  });

  it("requests a page that fails once, and again when the operator presses Try again", async () => {
    let refused = 0;
    const history = async ({ cursor }: { cursor: string | null }): Promise<Result<HistoryPage>> => {
      if (cursor === null) return ok({ items: [deactivated], next: "1" });
      refused += 1;
      return fail(operatorError("backend-unreachable"));
    };
    const { user } = await openCard({ overrides: { objects: { history } } });
    await user.click(screen.getByRole("tab", { name: /^History/ }));
    await within(section()).findByRole("alert");
    await settled();
    expect(refused).toBe(1);
    await user.click(within(section()).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(refused).toBe(2));
  });

  it("puts new entries before those already read, and keeps the filter", async () => {
    let items = [deactivated];
    let object = inactiveCard;
    const { user, core } = await openCard({
      overrides: {
        objects: {
          open: async () => ok({ object, processes: [] }),
          history: async () => ok({ items, next: null }),
        },
      },
    });
    await user.click(screen.getByRole("tab", { name: /^History/ }));
    await user.type(await screen.findByLabelText("Contains"), "lock");
    expect(section()).toHaveTextContent("0 of 1 entry");
    items = [locked, deactivated];
    object = { ...inactiveCard, version: inactiveCard.version + 1 };
    core.emit("objects", "changed", { ref: object.ref });
    await waitFor(() => expect(section()).toHaveTextContent("1 of 2 entries"));
    expect(await column("Who")).toEqual(["Hedvig PeskApproved by Aprilia Provera"]);
  });
});

describe("the filter of the history", () => {
  it.each([
    ["Process", "Lock user", [9]],
    ["Who", "Otto Older", [8]],
    ["Who", "Aprilia Provera", [9]],
    ["About", "authentication", [8, 7]],
    ["About", "state", [9, 8, 7]],
  ])("matches by %s: %s", async (field, value, left) => {
    const { user } = await openHistory(whole([locked, offline, { ...deactivated, seq: 7 }]));
    await screen.findByRole("table", { name: "History" });
    await user.selectOptions(within(section()).getByLabelText(field), value);
    await waitFor(() => expect(section()).toHaveTextContent(`${left.length} of 3 entries`));
    expect(await column("When")).toHaveLength(left.length);
  });

  it.each([
    ["Contains", "misuse", 1],
    ["Contains", "PROVÉRA lock", 1],
    ["Contains", "D-7", 1],
  ])("matches, and can be cleared: %s %s", async (field, value, left) => {
    const { user } = await openHistory(whole(all));
    await screen.findByRole("table", { name: "History" });
    await user.type(within(section()).getByLabelText(field), value);
    await waitFor(() => expect(section()).toHaveTextContent(`${left} of 3 entries`));
    await user.click(within(section()).getByRole("button", { name: "Clear filter" }));
    expect(section()).not.toHaveTextContent("of 3");
  });

  it.each([
    ["From", "21", 1],
    ["To", "20", 2],
  ])("takes a day in the order of the language: %s %s November 2026", async (field, day, left) => {
    const { user } = await openHistory(whole(all));
    await screen.findByRole("table", { name: "History" });
    const group = within(section()).getByRole("group", { name: field });
    expect(group).toHaveTextContent("dd/mm/yyyy");
    // The focus moves on by itself only if elements have a size; in jsdom they have none.
    for (const [part, digits] of Object.entries({ day, month: "11", year: "2026" })) {
      await user.click(within(group).getByRole("spinbutton", { name: new RegExp(`^${part}`) }));
      await user.keyboard(digits);
    }
    await waitFor(() => expect(section()).toHaveTextContent(`${left} of 3 entries`));
    await user.click(within(section()).getByRole("button", { name: "Clear filter" }));
    expect(section()).not.toHaveTextContent("of 3");
    expect(group).toHaveTextContent("dd/mm/yyyy");
  });

  it("stays set while another tab is shown, and is open after that", async () => {
    const { user } = await openHistory(whole(all));
    await screen.findByRole("table", { name: "History" });
    await user.type(within(section()).getByLabelText("Contains"), "misuse");
    await user.click(screen.getByRole("tab", { name: "Related" }));
    await user.click(screen.getByRole("tab", { name: "History" }));
    await waitFor(() => expect(section()).toHaveTextContent("1 of 3 entries"));
    expect(within(section()).getByLabelText("Contains")).toHaveValue("misuse");
    expect(within(section()).getByRole("group", { name: "" })).toHaveAttribute("open");
  });

  it("applies to the whole history, not only to the pages that were read", async () => {
    const pages = Array.from({ length: 12 }, (_, page) => [{ ...deactivated, seq: 1000 - page }]);
    pages.push([{ ...locked, seq: 1 }]);
    const { user } = await openHistory((cursor) => {
      const at = Number(cursor ?? 0);
      return { items: pages[at] ?? [], next: at + 1 < pages.length ? String(at + 1) : null };
    });
    await screen.findByRole("table", { name: "History" });
    await user.type(within(section()).getByLabelText("Contains"), "misuse");
    await waitFor(() => expect(section()).toHaveTextContent("1 of 13 entries"));
  });
});

describe("copy", () => {
  it("takes one entry, or all entries that the filter leaves, as text", async () => {
    const { user } = await openHistory(whole(all));
    const written = vi.spyOn(navigator.clipboard, "writeText");
    await user.click(
      (await screen.findAllByRole("button", { name: /^Copy this entry: Lock user/ }))[0] ?? document.body,
    );
    expect(written).toHaveBeenLastCalledWith(
      expect.stringMatching(
        /^21 Nov 2026.* · Lock user · Hedvig Pesk \(Approved by Aprilia Provera\)\n {2}Reason: Misuse\n {2}State Inactive → Locked$/,
      ),
    );
    await user.selectOptions(within(section()).getByLabelText("Who"), "Otto Older");
    await user.click(screen.getByRole("button", { name: "Copy list" }));
    await waitFor(() => expect(section()).toHaveTextContent("Copied."));
    expect(written.mock.lastCall?.[0]).toContain("Otto Older");
    expect(written.mock.lastCall?.[0]).not.toContain("Hedvig Pesk");
  });
});

describe("export", () => {
  it.each(["Export as CSV", "Export as JSON"])("%s does not claim that the file was saved", async (name) => {
    Object.assign(URL, { createObjectURL: () => "blob:1", revokeObjectURL: () => undefined });
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    onTestFinished(() => click.mockRestore());
    const { user } = await openHistory(whole(all));
    await user.click(await screen.findByRole("button", { name }));
    expect(await screen.findByText("Export created. Check that the file was saved.")).toBeVisible();
    expect(click).toHaveBeenCalledOnce();
  });

  const words = createWords("en-GB", catalogues.en);

  it("as CSV has a row for each entry, under a header in the operator's language", () => {
    const [head, first] = historyCsv(all, words).split("\r\n");
    expect(head).toBe(
      "\ufeffWhen,Who,Approved by,Process,Symbolic name,Entered,What changed,Instance,Device,Journal entry",
    );
    expect(first).toBe(
      "2026-11-21T10:00:00Z,Hedvig Pesk,Aprilia Provera,Lock user,UsersProcLock,Reason: Misuse,State Inactive → Locked,PI-1,,",
    );
    expect(historyCsv([], createWords("de", catalogues.de))).toContain("Wann");
  });

  it("as CSV contains no formula, even if a name begins like one", () => {
    expect(historyCsv([{ ...locked, operator: "=cmd|' /C calc'!A0" }], words)).toContain(`"'=cmd|' /C calc'!A0"`);
  });

  it("as JSON has the entries of the back end, with the object and the filter", () => {
    const ref = inactiveCard.ref;
    expect(JSON.parse(historyJson(ref, noFilter, all))).toEqual({ object: ref, filter: null, entries: all });
    const filter = { ...noFilter, text: "x" };
    expect(JSON.parse(historyJson(ref, filter, []))).toEqual({ object: ref, filter, entries: [] });
  });
});
