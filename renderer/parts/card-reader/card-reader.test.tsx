import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import type { CardCheck } from "#shared/ipc/card-check.ts";
import type { CardIdentity, CardReader } from "#shared/ipc/cards.ts";
import { openCard, openPage, type Page } from "../../testing/test-app.tsx";
import { activeCard, changes, checkedRow, goodCheck, inactiveCard } from "../../testing/test-data.ts";

const reader = { name: "Reader 1", simulated: false };
const piv = (identity: CardIdentity, left = 3): CardReader => ({
  kind: "piv",
  reader,
  pin: { kind: "tries", left },
  identity,
});
const found = (id: string): CardReader => piv({ kind: "found", ref: { type: "virtualSmartCard", id } });
const thisCard = found("VSC-000002");

const line = () => screen.findByRole("region", { name: "Card in reader" });
const dialog = () => screen.findByRole("dialog", { name: "Check this card" });
const press = (name: string) => screen.getByRole("button", { name });

/** Opens the start screen with the reader in a state, after pressing the key of the reader. */
async function startWith(state: CardReader): Promise<Page> {
  const page = await openPage();
  await screen.findByRole("searchbox");
  await page.user.keyboard("{Control>}j{/Control}");
  page.core.setReader(state);
  return page;
}

/**
 * Opens the dialog over the object view of VSC-000002; checks get these answers, one after another.
 */
async function openCheck(state: CardReader, ...answers: Result<CardCheck>[]): Promise<Page> {
  let next = 0;
  const check = async (): Promise<Result<CardCheck>> => answers[next++] ?? ok(goodCheck);
  const page = await openCard({ overrides: { cards: { check } } });
  page.core.setReader(state);
  await page.user.click(await screen.findByRole("button", { name: "Check this card" }));
  await dialog();
  return page;
}
const asked = ({ core }: Page): unknown[] =>
  core.calls.filter(({ call }) => call === "cards.check").map(({ args }) => args);

describe("the start screen", () => {
  const broken = operatorError("card-malformed", {}, "TLV");
  it.each<[string, CardReader, RegExp]>([
    ["no bridge yet", { kind: "starting" }, /^Looking for the card reader…$/],
    [
      "the bridge gone",
      { kind: "unavailable", error: operatorError("bridge-lost") },
      /is not running\. Wait a few seconds\./,
    ],
    ["no PC/SC", { kind: "service-not-running" }, /is not running\. Start the smart card service/],
    ["no reader", { kind: "no-reader" }, /no card reader\. Connect a card reader/],
    ["no card", { kind: "no-card" }, /no card in the reader\. Put a card/],
    ["a card being read", { kind: "reading", reader }, /^Reading the card…$/],
    ["a card in use", { kind: "card-in-use", reader }, /Another program .*\. Close the other program/],
    ["a broken card", { kind: "unreadable", reader, error: broken }, /unreadable answer\. Put it in again/],
    [
      "another kind of card",
      { kind: "unknown-card", reader, atr: "3b00" },
      /kind that CardDesk does not know\. Search/,
    ],
    ["a card nobody asked about", piv({ kind: "not-asked" }), /cannot tell which one\. Search/],
    ["a card being asked about", piv({ kind: "asking" }), /^Looking up the card/],
    [
      "a card without certificates",
      piv({ kind: "not-found", certificates: 0 }),
      /no certificates on this card\. Search/,
    ],
    ["a card not found", piv({ kind: "not-found", certificates: 3 }), /knows no card .*\. Check the environment/],
    [
      "a back end that is away",
      piv({ kind: "failed", error: operatorError("backend-unreachable") }),
      /could not ask .*\. Check the network/,
    ],
  ])("has a sentence for this state: %s", async (_, state, sentence) => {
    await startWith(state);
    await waitFor(async () => expect(within(await line()).getByRole("status")).toHaveTextContent(sentence));
    expect(within(await line()).queryByRole("button")).toBeNull();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("shows the card line only once a reader was seen, and keeps it when the reader is gone", async () => {
    const state = async () => ok({ kind: "service-not-running" } as const);
    const { core } = await openPage({ overrides: { cards: { state } } });
    expect(await screen.findByText("No card reader")).toBeVisible();
    expect(screen.queryByRole("region", { name: "Card in reader" })).toBeNull();
    core.setReader({ kind: "no-card" });
    expect(await line()).toHaveTextContent("There is no card in the reader.");
    expect(screen.getByText("No card in the reader")).toBeVisible();
    core.setReader({ kind: "service-not-running" });
    await waitFor(async () => expect(await line()).toHaveTextContent(/is not running/));
  });

  it("opens the card in the reader by button, and by Ctrl+J from another screen", async () => {
    const { user, core } = await startWith(thisCard);
    expect(await line()).toHaveTextContent("Card in reader: VSC-000002");
    await user.click(press("Open VSC-000002"));
    expect(await screen.findByRole("heading", { name: "VSC-000002" })).toHaveFocus();
    await user.click(press("Settings"));
    await user.keyboard("{Control>}j{/Control}");
    expect(await screen.findByRole("heading", { name: "VSC-000002" })).toHaveFocus();
    core.setReader({ kind: "no-card" });
    await user.keyboard("{Control>}j{/Control}");
    expect(await screen.findByRole("searchbox")).toHaveFocus();
    expect(await line()).toHaveTextContent("There is no card in the reader.");
  });

  it("lists Ctrl+J in the help", async () => {
    const { user } = await openPage();
    await user.keyboard("{F1}");
    const text = (await screen.findByRole("dialog", { name: "Help" })).textContent;
    expect(text).toContain("Ctrl JOpen the card in the reader");
  });

  it("marks a simulated reader", async () => {
    await startWith({
      kind: "piv",
      reader: { name: "R", simulated: true },
      pin: { kind: "unknown" },
      identity: { kind: "asking" },
    });
    expect(await screen.findByText("Simulated reader")).toBeVisible();
  });
});

describe("the object view", () => {
  it.each<[CardReader, string]>([
    [thisCard, "The card in the reader is this card."],
    [found("VSC-000001"), "The card in the reader is another card: VSC-000001."],
    [piv({ kind: "not-found", certificates: 3 }), "The card in the reader is not this card."],
    [{ kind: "unknown-card", reader, atr: "3b00" }, "The card in the reader is not this card."],
    [{ kind: "no-card" }, "There is no card in the reader. Put a card into the reader."],
  ])("says whether the card in the reader is this one", async (state, sentence) => {
    const { core } = await openCard();
    core.setReader(state);
    await waitFor(async () => expect(within(await line()).getByRole("status")).toHaveTextContent(sentence));
  });

  it("opens the other card that is in the reader", async () => {
    const { user, core } = await openCard();
    core.setReader(found("VSC-000001"));
    await user.click(await screen.findByRole("button", { name: "Open VSC-000001" }));
    expect(core.calls.filter(({ call }) => call === "objects.open").at(-1)?.args).toMatchObject({ id: "VSC-000001" });
  });

  it("shows nothing about the reader for an object that is not a card", async () => {
    const ref = { type: "user", id: "VSC-000002" };
    const open = async () => ok({ object: { ...inactiveCard, ref }, processes: [] });
    await openPage({ route: { screen: "object", ref }, overrides: { objects: { open } } });
    await screen.findByRole("heading", { name: "VSC-000002" });
    expect(screen.queryByRole("region", { name: "Card in reader" })).toBeNull();
  });
});

describe("Check this card", () => {
  it("keeps the entered PIN when the first reader is connected, and then does the check", async () => {
    const checked = Promise.withResolvers<Result<CardCheck>>();
    const { core, user } = await openCard({
      overrides: { cards: { state: async () => ok({ kind: "no-reader" }), check: () => checked.promise } },
    });
    await user.click(await screen.findByRole("button", { name: "Check this card" }));
    const pin = within(await dialog()).getByLabelText(/^PIN/);
    await user.type(pin, "123456");
    act(() => core.setReader(thisCard));
    expect(pin).toBeVisible();
    expect(pin).toHaveValue("123456");
    await user.click(press("Check"));
    checked.resolve(ok(goodCheck));
    expect(await screen.findByRole("heading", { name: "The card, Identity Manager and the CA agree." })).toBeVisible();
    await user.click(press("Close"));
    expect(within(await line()).getByRole("button", { name: "Check this card" })).toBeVisible();
  });

  it("shows the result in a sentence and in a table with one row for each certificate", async () => {
    const page = await openCheck(thisCard);
    expect(await dialog()).toHaveTextContent("The card in the reader is this card.");
    await page.user.click(press("Check"));
    expect(await screen.findByRole("heading", { name: "The card, Identity Manager and the CA agree." })).toHaveFocus();
    const [head, ...rows] = within(screen.getByRole("table", { name: "What was compared" })).getAllByRole("row");
    expect(
      within(head ?? document.body)
        .getAllByRole("columnheader")
        .map(({ textContent }) => textContent),
    ).toEqual(["Certificate", "On the card", "In Identity Manager", "In the CA", "Result"]);
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^Authentication4f0a1c22d97be3015a6cOn hold4f0a.*Validby OCSP, as of .*Agrees/),
      expect.stringMatching(/^Signature.*Valid.*Agrees/),
      expect.stringMatching(/^Encryption.*Revokedkey compromised, by OCSP.*Agrees/),
    ]);
    expect(asked(page)).toEqual([{ object: inactiveCard.ref, pin: null }]);
    await page.user.click(press("Check again"));
    await waitFor(() => expect(asked(page)).toHaveLength(2));
  });

  it("says for each certificate why it does not agree", async () => {
    const row = checkedRow("9A", "authentication", "4a", "valid");
    const rows: CardCheck["rows"] = [
      { ...row, ca: { ...goodAnswer, status: "onHold", reason: "certificateHold" }, verdict: "differs" },
      { ...row, key: "9C", ca: { kind: "unreachable", detail: "" }, verdict: "unconfirmed" },
      {
        ...row,
        key: "9D",
        ca: { kind: "rejected", by: "ocsp", why: "wrong-signature", detail: "" },
        verdict: "unconfirmed",
      },
      { ...row, key: "9E", inIdm: null, verdict: "not-in-idm" },
      { ...row, key: null, serialOnCard: null, ca: { kind: "not-asked" }, verdict: "not-on-card" },
      { ...row, inIdm: null, serialOnCard: "4b", ca: { kind: "not-asked" }, verdict: "not-of-this-ca" },
      { ...row, inIdm: null, serialOnCard: null, ca: { kind: "not-asked" }, verdict: "unreadable" },
    ];
    const { user } = await openCheck(thisCard, ok({ ...goodCheck, summary: "differs", rows }));
    await user.click(press("Check"));
    const table = await screen.findByRole("table", { name: "What was compared" });
    expect(
      within(table)
        .getAllByRole("row")
        .slice(1)
        .map((each) => each.lastElementChild?.textContent),
    ).toEqual([
      "DiffersIdentity Manager shows Valid, the CA says On hold.",
      "Not confirmedNo answer from the CA’s addresses.",
      "Not confirmedThe answer is not signed by someone who may speak for the CA. Code wrong-signature.",
      "Not in Identity ManagerIdentity Manager does not have it for this card.",
      "Not on the cardIdentity Manager has it for this card, the card does not.",
      "Not from this CAThe CA has not signed it, whatever its serial says.",
      "UnreadableWhat is stored here on the card is not a certificate.",
    ]);
  });

  it("sends the PIN to the core once and then clears the field", async () => {
    const wrong = { code: "pin-wrong", triesLeft: 2, detail: "" } as const;
    const possession = { kind: "failed", key: "9A", error: wrong } as const;
    const page = await openCheck(thisCard, ok({ ...goodCheck, summary: "not-proved", possession }));
    expect(await dialog()).toHaveTextContent("3 tries left.");
    const field = screen.getByLabelText(/^PIN of the holder/);
    await page.user.type(field, "12 45");
    await page.user.click(press("Check"));
    expect(field).toHaveAccessibleDescription(/6 to 8 characters/);
    expect(asked(page)).toEqual([]);
    await page.user.clear(field);
    await page.user.type(field, "987654{Enter}");
    expect(await screen.findByText("Wrong PIN. 2 tries left.")).toBeVisible();
    expect(screen.getByLabelText(/^PIN of the holder/)).toHaveValue("");
    expect(asked(page)).toEqual([{ object: inactiveCard.ref, pin: "987654" }]);
    page.core.setReader(piv({ kind: "found", ref: inactiveCard.ref }, 1));
    expect(await screen.findByText(/This is the last try/)).toBeVisible();
    await page.user.type(screen.getByLabelText(/^PIN of the holder/), "123456{Enter}");
    expect(await screen.findByRole("heading", { name: "The card, Identity Manager and the CA agree." })).toHaveFocus();
  });

  it("does not ask for a PIN that is blocked", async () => {
    const blocked: CardReader = {
      kind: "piv",
      reader,
      pin: { kind: "blocked" },
      identity: { kind: "found", ref: inactiveCard.ref },
    };
    const page = await openCheck(blocked);
    expect(await dialog()).toHaveTextContent("The card has blocked its PIN.");
    expect(screen.queryByLabelText(/^PIN/)).toBeNull();
    await page.user.click(press("Check"));
    await waitFor(() => expect(asked(page)).toEqual([{ object: inactiveCard.ref, pin: null }]));
  });

  it("shows its current step, and starts no second check meanwhile", async () => {
    const answer = Promise.withResolvers<Result<CardCheck>>();
    const page = await openCard({ overrides: { cards: { check: () => answer.promise } } });
    await page.user.click(press("Check this card"));
    await page.user.click(press("Check"));
    expect(await dialog()).toHaveTextContent("Reading the card…");
    page.core.emit("cards", "checking", "asking-ca");
    await waitFor(async () => expect(await dialog()).toHaveTextContent("Asking the CA…"));
    await page.user.click(press("Check"));
    expect(page.core.count("cards.check")).toBe(1);
    answer.resolve(ok(goodCheck));
    expect(await screen.findByRole("heading", { name: "The card, Identity Manager and the CA agree." })).toHaveFocus();
  });

  it("does not show a removed card as an error, and can go on when the card is back", async () => {
    const page = await openCheck(thisCard, fail(operatorError("card-removed")));
    await page.user.click(press("Check"));
    expect(await screen.findByText("The card was pulled out.")).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
    page.core.setReader({ kind: "no-card" });
    await waitFor(async () => expect(await dialog()).toHaveTextContent("There is no card in the reader."));
    page.core.setReader(thisCard);
    await page.user.click(press("Check"));
    expect(await screen.findByRole("heading", { name: "The card, Identity Manager and the CA agree." })).toBeVisible();
  });

  it("reports a card that breaks its standard, with the code for support", async () => {
    const { user } = await openCheck(thisCard, fail(operatorError("card-malformed", {}, "CHUID")));
    await user.click(press("Check"));
    expect(await screen.findByRole("alert")).toHaveTextContent("Code card-malformed");
  });

  it("is offered when a process is done and confirmed, and not before", async () => {
    const { user, core } = await openCard();
    const done = {
      kind: "done",
      process: "P",
      processName: "Reactivate virtual smart card",
      object: inactiveCard.ref,
      label: "VSC-000002",
      about: null,
      step: { kind: "done", changes, object: inactiveCard.ref },
    } as const;
    core.setWizard({ ...done, readBack: { kind: "pending" } });
    const wizard = await screen.findByRole("dialog", { name: done.processName });
    expect(within(wizard).queryByRole("button", { name: "Check this card" })).toBeNull();
    core.setWizard({ ...done, readBack: { kind: "confirmed", object: activeCard } });
    await user.click(await within(wizard).findByRole("button", { name: "Check this card" }));
    await user.click(press("Check"));
    expect(await screen.findByRole("heading", { name: "The card, Identity Manager and the CA agree." })).toHaveFocus();
    await user.click(within(await dialog()).getByRole("button", { name: "Close" }));
    await waitFor(() => expect(within(wizard).getByRole("button", { name: "Check this card" })).toHaveFocus());
  });
});

const goodAnswer = {
  kind: "verified",
  by: "ocsp",
  asOf: "2026-11-22T09:00:00Z",
  nextUpdate: null,
} as const;
