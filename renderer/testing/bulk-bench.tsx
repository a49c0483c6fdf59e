import { fireEvent, screen, within } from "@testing-library/react";
import type { Change } from "#shared/domain/change.ts";
import { ok } from "#shared/errors.ts";
import type { BulkProcess, Judged, Wanted } from "#shared/idm/bulk.ts";
import { openPage, type Page } from "./test-app.tsx";
import type { Overrides } from "./test-client.ts";
import { anna, bulkOperator, cardItem, changes } from "./test-data.ts";

export const reactivate: BulkProcess = {
  symbolicName: "VirtualSmartCardProcReactivate",
  name: "Reactivate virtual smart card",
  text: "The card becomes active.",
  irreversible: false,
  action: "Reactivate card",
  fields: [],
  why: [],
};
export const deactivate: BulkProcess = {
  symbolicName: "VirtualSmartCardProcDeactivate",
  name: "Deactivate virtual smart card",
  text: "",
  irreversible: false,
  action: "Deactivate card",
  fields: [
    {
      name: "reason",
      label: "Reason",
      type: "CHOICE",
      required: true,
      choices: [{ value: "longAbsence", label: "Long absence" }],
      value: null,
    },
  ],
  why: [],
};
export const lock: BulkProcess = {
  symbolicName: "VirtualSmartCardProcLockForOperator",
  name: "Lock virtual smart card",
  text: "",
  irreversible: true,
  action: "Lock card",
  fields: [],
  why: [{ code: "not-enabled", detail: "Not enabled in Admin." }],
};

export const numberOf = (wanted: Wanted): number =>
  Number(/(\d+)$/.exec("ref" in wanted ? wanted.ref.id : wanted.number)?.[1] ?? 0);

const changesOf = (number: number): Change[] =>
  changes.map((change) => ({ ...change, subject: { ...change.subject, id: `${change.subject.id}-${number}` } }));

/**
 * Judges a card by its number: odd ones can be processed; even ones are locked, 900 and above do
 * not exist, and 777 is ambiguous.
 */
export function judge(wanted: Wanted): Judged {
  const number = numberOf(wanted);
  if (number >= 900) return { kind: "notFound" };
  if (number === 777) return { kind: "ambiguous", matches: ["VSC-007770", "VSC-007771"], total: 10 };
  const item = cardItem(number, number % 2 === 1 ? "inactive" : "locked");
  const about = { ...anna, label: item.label };
  if (number % 2 === 1) return { kind: "candidate", item, about, version: number, changes: changesOf(number) };
  return { kind: "notCandidate", item, about, why: [{ code: "wrong-state", detail: `${item.label} is Locked.` }] };
}

/** Opens the Bulk screen as the bulk operator; at most 20 objects. */
export async function openBulk(bulk: Overrides["bulk"] = {}, more: Overrides = {}): Promise<Page> {
  const page = await openPage({
    route: { screen: "bulk" },
    session: { kind: "active", operator: bulkOperator },
    overrides: {
      ...more,
      bulk: {
        options: async () => ok({ limit: 20, processes: [reactivate, deactivate, lock] }),
        judge: async ({ wanted }) => ok(wanted.map(judge)),
        ...bulk,
      },
    },
  });
  return page;
}

export const choose = async (page: Page, process: string): Promise<void> =>
  page.user.click(await screen.findByRole("radio", { name: process }));
export const rows = async () => (await basket()).getAllByRole("rowheader");
/** Chooses a process and goes on to its objects. */
export async function chooseFor(page: Page, process: string): Promise<void> {
  await choose(page, process);
  await press(page, "Next");
}
export const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.user.click(screen.getByRole("button", { name }));
export const basket = async () => within(await screen.findByRole("region", { name: "Basket" }));
/** Returns the input behind the button, which has no visible label. */
export function fileInput(): HTMLElement {
  const input = document.querySelector<HTMLElement>("input[type=file]");
  if (input === null) throw new Error("There is no file to choose.");
  return input;
}
/** Height of a row that a list assumes without a layout, in pixels. */
export const rowHeight = 44;
export function scroll(list: HTMLElement, top: number): void {
  const box = list.parentElement;
  if (box === null) throw new Error("The list is in nothing.");
  box.scrollTop = top;
  fireEvent.scroll(box);
}
export const asked = ({ core }: Page, call: string): unknown[] =>
  core.calls.filter((each) => each.call === call).map(({ args }) => args);

/** Chooses to reactivate, and adds a pasted list to the basket. */
export async function paste(page: Page, text: string): Promise<void> {
  await chooseFor(page, reactivate.name);
  await page.user.click(screen.getByRole("radio", { name: "From a list of numbers" }));
  await page.user.click(screen.getByRole("textbox", { name: "List of numbers" }));
  await page.user.paste(text);
  await press(page, "Look up and add to the basket");
}

export const odd = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `VSC-${String(index * 2 + 1).padStart(6, "0")}`);

/** Opens the Bulk screen with one card in the basket of an irreversible process. */
export async function openForLock(): Promise<Page> {
  const page = await openBulk({ options: async () => ok({ limit: 20, processes: [{ ...lock, why: [] }] }) });
  await chooseFor(page, lock.name);
  await page.user.click(screen.getByRole("radio", { name: "From a list of numbers" }));
  await page.user.type(screen.getByRole("textbox", { name: "List of numbers" }), "VSC-000001");
  await press(page, "Look up and add to the basket");
  await screen.findByText("1 chosen");
  return page;
}
