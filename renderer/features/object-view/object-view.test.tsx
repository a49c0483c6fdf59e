import { render, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import catalogues from "virtual:catalogues";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import { DeskProvider } from "../../desk/desk.ts";
import { createWords, WordsProvider } from "../../desk/words.ts";
import { openCard, openPage } from "../../testing/test-app.tsx";
import { activeCard, inactiveCard, manager, offersWhileInactive } from "../../testing/test-data.ts";
import { ObjectScreen } from "./object-screen.tsx";

const table = (name: string) => screen.findByRole("table", { name });
const tab = (user: UserEvent, name: string) => user.click(screen.getByRole("tab", { name: new RegExp(`^${name}`) }));
const actions = () => screen.getByRole("region", { name: "What do you want to do" });

/** Returns the texts of the cells of a column, row by row. */
function column(of: HTMLElement, name: string): string[] {
  const [head, ...rows] = within(of).getAllByRole("row");
  const at = within(head ?? of)
    .getAllByRole("columnheader")
    .findIndex((header) => header.textContent === name);
  return rows.map((row) => row.children[at]?.textContent ?? "");
}

describe("object view", () => {
  it("shows the state in words, the fields by their types, and both states of every certificate", async () => {
    const { user } = await openCard();
    expect(screen.getAllByText("Inactive")[0]).toBeVisible();
    const certificates = await table("Certificates");
    expect(column(certificates, "Purpose")).toEqual(["Authentication", "Signature", "Encryption"]);
    // The name of the cause comes with the history.
    await waitFor(() =>
      expect(column(certificates, "In Identity Manager")[0]).toBe("On holdDeactivate virtual smart card, 20 Nov 2026"),
    );
    expect(column(certificates, "In the CA")[0]).toMatch(/^On hold.*checked 22 Nov 2026/);
    expect(column(certificates, "In the CA")[2]).toMatch(/^Revoked.*key compromised/);
    expect(column(certificates, "Validity")[0]).toBe("until 1 Mar 2028");
    expect(column(certificates, "Serial")[0]).toBe("4f0a…5a6c4f0a1c22d97be3015a6c");

    await tab(user, "Details");
    const details = screen.getByRole("region", { name: "Details" });
    expect(within(details).getByText("1 Mar 2025")).toBeVisible();
    await user.click(within(details).getByRole("button", { name: "Copy the Holder" }));
    expect(await navigator.clipboard.readText()).toBe("Anna Lindqvist");
  });

  it("names what put a certificate on hold, and shows nothing if only the id of the cause is known", async () => {
    const history = async () => fail(operatorError("not-allowed-offline"));
    const [first, ...others] = inactiveCard.certificates;
    if (first === undefined) throw new Error("The card of the tests has certificates.");
    const certificates = [{ ...first, heldBy: "The key was lost" }, ...others];
    const open = async () => ok({ object: { ...inactiveCard, certificates }, processes: [] });
    await openCard({ overrides: { objects: { history, open } } });
    const cells = column(await table("Certificates"), "In Identity Manager");
    expect(cells[0]).toBe("On holdThe key was lost");
    expect(cells[1]).toBe("On hold");
  });

  it("warns of an unexpected difference, and states one that the site has set once and without a warning", async () => {
    const [first, ...others] = activeCard.certificates;
    if (first === undefined) throw new Error("The card of the tests has certificates.");
    const certificates = [{ ...first, stateInIdm: "revoked" }, ...others];
    const open = async () => ok({ object: { ...activeCard, certificates }, processes: [] });
    await openCard({ overrides: { objects: { open } } });
    const cells = column(await table("Certificates"), "In the CA");
    expect(cells.map((cell) => cell.includes("differs"))).toEqual([true, false, false]);
    const warning = screen.getByText(/^Authentication: Identity Manager says Revoked, the CA says Valid/);
    expect(warning.closest(".differ")).not.toBeNull();
    const plain = screen.getByText(/^Signature: On hold in Identity Manager and Valid in the CA, as this site has set/);
    expect(plain.closest(".differ")).toBeNull();
  });

  it("renders many certificates in batches until all are shown", async () => {
    const [first] = inactiveCard.certificates;
    if (first === undefined) throw new Error("The card of the tests has certificates.");
    const certificates = Array.from({ length: 40 }, (_, n) => ({
      ...first,
      serial: `4f${n.toString(16).padStart(6, "0")}`,
    }));
    const open = async () => ok({ object: { ...inactiveCard, certificates }, processes: [] });
    const counts: number[] = [];
    const observer = new MutationObserver(() =>
      counts.push(document.querySelectorAll(".certificates tbody tr").length),
    );
    observer.observe(document.body, { childList: true, subtree: true });
    await openCard({ overrides: { objects: { open } } });
    await waitFor(() => expect(document.querySelectorAll(".certificates tbody tr")).toHaveLength(40));
    observer.disconnect();
    expect(counts.filter((count) => count > 0)[0]).toBeLessThan(40);
  });

  it("warns of a certificate that the CA calls valid though a deactivation still holds it", async () => {
    const certificates = activeCard.certificates.map((each) => ({ ...each, heldBy: "PI-1" }));
    const open = async () => ok({ object: { ...activeCard, state: "inactive", certificates }, processes: [] });
    await openCard({ overrides: { objects: { open } } });
    const warning = await screen.findByText(/Identity Manager says On hold, the CA says Valid/);
    expect(warning.closest(".differ")).not.toBeNull();
  });

  it("offers the available processes, and lists the others with every reason", async () => {
    await openCard();
    expect(within(actions()).getByRole("button", { name: "Reactivate virtual smart card" })).toBeEnabled();
    expect(within(actions()).queryByRole("button", { name: "Delete virtual smart card" })).toBeNull();
    expect(actions()).toHaveTextContent("Not available (2)");
    expect(actions()).toHaveTextContent("Lock virtual smart cardThe card must be Active.");
    expect(actions()).toHaveTextContent("Delete virtual smart cardAn administrator can enable it.");
  });

  it("shows a shared reason once, and where to enable a process only to an operator who may enable it", async () => {
    const detail = "No state tab has this command. Add it under Home > Cards > Virtual smart card.";
    const [reactivate] = offersWhileInactive;
    if (reactivate === undefined) throw new Error("The card of the tests has offers.");
    const off = { ...reactivate, offered: false, why: [{ code: "not-enabled" as const, detail }] };
    const processes = [off, { ...off, symbolicName: "P2", name: "Second" }];
    const open = async () => ok({ object: inactiveCard, processes });
    const page = await openCard({ overrides: { objects: { open } } });
    const [item, ...more] = within(actions()).getAllByRole("listitem");
    expect(more).toEqual([]);
    expect(item?.textContent).toBe("Reactivate virtual smart card, SecondAn administrator can enable it.");
    const operator = { ...manager, roles: [...manager.roles, "policyAdministrator"] };
    page.core.setSession({ kind: "active", operator });
    await waitFor(() => expect(actions()).toHaveTextContent("Home > Cards > Virtual smart card"));
  });

  it("keeps the tab in view when the object is read again, and arrow keys move between tabs", async () => {
    const { user, core } = await openCard();
    await table("Certificates");
    screen.getByRole("tab", { name: "Certificates" }).focus();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("tab", { name: /^History/ })).toHaveFocus();
    expect(await table("History")).toBeVisible();
    const before = core.count("objects.open");
    core.emit("objects", "changed", { ref: inactiveCard.ref });
    await waitFor(() => expect(core.count("objects.open")).toBe(before + 1));
    expect(screen.getByRole("tab", { name: /^History/ })).toHaveAttribute("aria-selected", "true");
  });

  it("shows the related objects if there are no certificates, and the details if there are neither", async () => {
    let object: IdmObject = { ...inactiveCard, certificates: [] };
    const open = async () => ok({ object, processes: [] });
    const { core } = await openCard({ overrides: { objects: { open } } });
    expect(screen.getByRole("region", { name: "Related" })).toBeVisible();
    object = { ...object, related: [] };
    core.emit("objects", "changed", { ref: object.ref });
    expect(await screen.findByRole("region", { name: "Details" })).toBeVisible();
  });

  it("names a certificate by its purpose and person, and shows both its states without a table of one row", async () => {
    const [first] = activeCard.certificates;
    if (first === undefined) throw new Error("The card of the tests has certificates.");
    const ref = { type: "certificate", id: first.serial };
    const about = { label: first.serial, person: "Anna Lindqvist", personState: "active", department: "Sales" };
    const object = { ...activeCard, ref, label: first.serial, state: "onHold", about, certificates: [first] };
    const open = async () => ok({ object, processes: [] });
    await openPage({ route: { screen: "object", ref }, overrides: { objects: { open } } });
    expect(await screen.findByRole("heading", { level: 1, name: first.serial })).toHaveFocus();
    expect(screen.getByText("Authentication certificate · Anna Lindqvist")).toBeVisible();
    const states = screen.getByRole("region", { name: "States" });
    expect(states).toHaveTextContent(/In Identity ManagerOn hold.*In the CAValid/);
    expect(screen.queryByRole("tab", { name: /^Certificates/ })).toBeNull();
    expect(screen.queryByRole("region", { name: "What do you want to do" })).toBeNull();
  });

  it("copies its number and a link to itself", async () => {
    const { user } = await openCard();
    await user.click(screen.getByRole("button", { name: "Copy the number" }));
    expect(await navigator.clipboard.readText()).toBe("VSC-000002");
    await user.click(screen.getByRole("button", { name: "Copy the link" }));
    expect(await navigator.clipboard.readText()).toBe("carddesk://object/virtualSmartCard/VSC-000002");
  });

  it("goes back to the results on Escape, unless a dialog is open or the operator types in a field", async () => {
    const { user, core, desk } = await openCard();
    const screenNow = () => desk().navigation.getState().route.screen;
    await user.keyboard("1");
    await screen.findByRole("dialog");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screenNow()).toBe("object");
    await tab(user, "History");
    await user.type(await screen.findByLabelText("Contains"), "lock{Escape}");
    expect(screenNow()).toBe("object");
    screen.getByRole("heading", { level: 1 }).focus();
    await user.keyboard("{Escape}");
    expect(screenNow()).toBe("search");
    expect(core.count("wizard.close")).toBe(1);
  });

  it("as a preview takes neither the focus nor keys, but its buttons work", async () => {
    const { user, core, desk } = await openPage();
    const field = screen.getByRole("searchbox", { name: "Search" });
    await waitFor(() => expect(field).toHaveFocus());
    const { container } = render(
      <DeskProvider value={desk()}>
        <WordsProvider value={createWords("en-GB", catalogues.en)}>
          <ObjectScreen target={inactiveCard.ref} isPreview />
        </WordsProvider>
      </DeskProvider>,
    );
    const pane = within(container);
    await pane.findByRole("heading", { level: 1, name: "VSC-000002" });
    expect(field).toHaveFocus();
    field.blur();
    await user.keyboard("1{Escape}");
    expect(core.count("wizard.start")).toBe(0);
    await user.click(pane.getByRole("button", { name: "Reactivate virtual smart card" }));
    expect(core.count("wizard.start")).toBe(1);
  });

  it("starts a process by its digit, but ignores a digit without a process or under the open wizard", async () => {
    const { user, core } = await openCard();
    await user.keyboard("2");
    expect(core.count("wizard.start")).toBe(0);
    await user.keyboard("1");
    expect(await screen.findByRole("dialog", { name: "Reactivate virtual smart card" })).toBeVisible();
    await user.keyboard("1");
    expect(core.count("wizard.start")).toBe(1);
    expect(core.calls.find((each) => each.call === "wizard.start")?.args).toMatchObject({ version: 4 });
  });

  it("keeps the digit of a process if others are unavailable, and gives none to an irreversible one", async () => {
    const [reactivate, lock] = offersWhileInactive.map((each) => ({ ...each, offered: true, why: [] }));
    if (reactivate === undefined || lock === undefined) throw new Error("The card of the tests has offers.");
    const second = { ...reactivate, symbolicName: "P2", name: "Second", key: 2 };
    const open = async () => ok({ object: inactiveCard, processes: [lock, { ...reactivate, offered: false }, second] });
    const { user, core } = await openCard({ overrides: { objects: { open } } });
    await user.keyboard("13456789");
    expect(core.count("wizard.start")).toBe(0);
    await user.keyboard("2");
    expect(core.calls.filter(({ call }) => call === "wizard.start")).toMatchObject([{ args: { process: "P2" } }]);
  });

  it("ignores a digit that the back end gives to two processes or to an irreversible one", async () => {
    const [first] = offersWhileInactive;
    if (first === undefined) throw new Error("The card of the tests has offers.");
    const processes = [
      first,
      { ...first, symbolicName: "P2", name: "Second" },
      { ...first, symbolicName: "P3", name: "Third", key: 3, irreversible: true },
    ];
    const open = async () => ok({ object: inactiveCard, processes });
    const { user, core } = await openCard({ overrides: { objects: { open } } });
    await user.keyboard("123");
    expect(core.count("wizard.start")).toBe(0);
  });

  it("withdraws the operator's own request that blocks a process, and says if that was not read back", async () => {
    const waiting = { code: "waiting-for-approval", detail: "It waits for a second person." };
    const [first, ...others] = offersWhileInactive;
    if (first === undefined) throw new Error("The card of the tests has offers.");
    let processes = [{ ...first, offered: false, why: [waiting], ownRequest: "PI-7" }, ...others];
    const withdraw = async () => {
      processes = offersWhileInactive;
      return ok({ readBack: false });
    };
    const open = async () => ok({ object: inactiveCard, processes });
    const { user, core } = await openCard({ overrides: { objects: { open }, tasks: { withdraw } } });
    await user.click(within(actions()).getByRole("button", { name: "Withdraw the request" }));
    await user.click(await screen.findByRole("button", { name: "Withdraw" }));
    expect(await within(actions()).findByRole("alert")).toHaveTextContent("could not be read again yet");
    core.emit("objects", "changed", { ref: inactiveCard.ref });
    expect(await within(actions()).findByRole("button", { name: first.name })).toBeVisible();
    expect(within(actions()).queryByRole("button", { name: "Withdraw the request" })).toBeNull();
  });

  it("shows why a start was refused, and reads the object again", async () => {
    const start = async () => fail(operatorError("version-conflict"));
    const { user, core } = await openCard({ overrides: { wizard: { start } } });
    const before = core.count("objects.open");
    await user.keyboard("1");
    expect(await screen.findByRole("alert")).toHaveTextContent("Someone else has changed this in the meantime.");
    await waitFor(() => expect(core.count("objects.open")).toBe(before + 1));
  });

  it("follows a change that the back end reports for this object, and ignores those of others", async () => {
    let object = inactiveCard;
    const open = async () => ok({ object, processes: offersWhileInactive });
    const { core } = await openCard({ overrides: { objects: { open } } });
    const before = core.count("objects.open");
    object = { ...inactiveCard, state: "locked", version: 9 };
    core.emit("objects", "changed", { ref: { type: "virtualSmartCard", id: "VSC-999999" } });
    expect(core.count("objects.open")).toBe(before);
    core.emit("objects", "changed", { ref: object.ref });
    expect(await screen.findByText("Locked")).toBeVisible();
  });

  it("keeps what was read if reading it again fails, with the error beside it", async () => {
    let fails = false;
    const open = async () =>
      fails ? fail(operatorError("backend-unreachable")) : ok({ object: inactiveCard, processes: offersWhileInactive });
    const { core } = await openCard({ overrides: { objects: { open } } });
    fails = true;
    core.emit("objects", "allChanged", null);
    expect(await screen.findByRole("alert")).toHaveTextContent("The back end cannot be reached.");
    expect(await table("Certificates")).toBeVisible();
  });

  it("shows the history of an object that is gone", async () => {
    const route = { screen: "object", ref: { type: "virtualSmartCard", id: "VSC-000404" } } as const;
    await openPage({ route });
    expect(await screen.findByRole("alert")).toHaveTextContent("This does not exist, or no longer exists.");
    expect(await table("History")).toBeVisible();
  });

  it("shows an unknown state by the name that the back end uses", async () => {
    const open = async () => ok({ object: { ...inactiveCard, state: "quarantined" }, processes: [] });
    await openCard({ overrides: { objects: { open } } });
    expect(screen.getByText("quarantined")).toBeVisible();
    expect(actions()).toHaveTextContent("There are no processes for this kind of object.");
  });

  it("opens a related object", async () => {
    const { user, core } = await openCard();
    await tab(user, "Related");
    await user.click(screen.getByRole("link", { name: "Anna Lindqvist" }));
    await waitFor(() =>
      expect(core.calls.at(-1)?.args).toEqual({ ref: { type: "user", id: "U-000002" }, cursor: null }),
    );
  });
});
