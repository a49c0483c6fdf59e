import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { openCard, openPage } from "../../testing/test-app.tsx";
import { activeCard, inactiveCard, offersWhileActive, offersWhileInactive } from "../../testing/test-data.ts";

const table = (name: string) => screen.findByRole("table", { name });
const actions = () => screen.getByRole("region", { name: "What do you want to do" });

/** The texts of the cells under a column, row by row. */
function column(of: HTMLElement, name: string): string[] {
  const [head, ...rows] = within(of).getAllByRole("row");
  const at = within(head ?? of)
    .getAllByRole("columnheader")
    .findIndex((header) => header.textContent === name);
  return rows.map((row) => row.children[at]?.textContent ?? "");
}

describe("object view", () => {
  it("shows the state in words, the fields by their types, and both states of every certificate", async () => {
    await openCard();
    expect(screen.getAllByText("Inactive")[0]).toBeVisible();
    expect(screen.getByText("1 Mar 2025")).toBeVisible();

    const certificates = await table("Certificates");
    expect(column(certificates, "Purpose")).toEqual(["Authentication", "Signature", "Encryption"]);
    // The name of the cause comes with the history.
    await waitFor(() =>
      expect(column(certificates, "In Identity Manager")[0]).toMatch(/^On hold.*Deactivate virtual smart card/),
    );
    expect(column(certificates, "In the CA")[0]).toMatch(/^On hold.*checked 22 Nov 2026/);
    expect(column(certificates, "In the CA")[2]).toMatch(/^Revoked.*key compromised/);
  });

  it("names what put a certificate on hold, and says nothing where only its id is known", async () => {
    const history = async () => fail(operatorError("not-allowed-offline"));
    const [first, ...others] = inactiveCard.certificates;
    if (first === undefined) throw new Error("The card of the tests has certificates.");
    const certificates = [{ ...first, heldBy: "The key was lost" }, ...others];
    const open = async () => ok({ object: { ...inactiveCard, certificates }, processes: [] });
    await openCard({ overrides: { objects: { history, open } } });
    const cells = column(await table("Certificates"), "In Identity Manager");
    expect(cells[0]).toBe("On holdPut on hold by: The key was lost");
    expect(cells[1]).toBe("On hold");
  });

  it("warns only of a difference that nobody asked for", async () => {
    const [first, ...others] = activeCard.certificates;
    if (first === undefined) throw new Error("The card of the tests has certificates.");
    const certificates = [{ ...first, stateInIdm: "revoked" }, ...others];
    const open = async () => ok({ object: { ...activeCard, certificates }, processes: [] });
    await openCard({ overrides: { objects: { open } } });
    const [unexpected, documented] = within(await table("Certificates")).getAllByText(/^Identity Manager says/);
    expect(unexpected?.closest(".differ")).not.toBeNull();
    expect(documented?.closest(".differ")).toBeNull();
  });

  it("says it in a sentence where Identity Manager and the CA differ, and only there", async () => {
    const open = async () => ok({ object: activeCard, processes: offersWhileActive });
    await openCard({ overrides: { objects: { open } } });
    const cells = column(await table("Certificates"), "In the CA");
    expect(cells[0]).toContain("Identity Manager says On hold, the CA says Valid.");
    expect(cells[2]).not.toContain("Identity Manager says");
  });

  it("offers what can be done and names every reason for what cannot", async () => {
    await openCard();
    expect(within(actions()).getByRole("button", { name: "Reactivate virtual smart card" })).toBeEnabled();
    expect(within(actions()).queryByRole("button", { name: "Delete virtual smart card" })).toBeNull();
    expect(actions()).toHaveTextContent("Lock virtual smart cardThe card must be Active.");
  });

  it("starts an action by its number, and not while one types", async () => {
    const { user, core } = await openCard();
    await user.keyboard("2");
    expect(core.count("wizard.start")).toBe(0);
    await user.keyboard("1");
    expect(await screen.findByRole("dialog", { name: "Reactivate virtual smart card" })).toBeVisible();
    await user.keyboard("1");
    expect(core.count("wizard.start")).toBe(1);
    expect(core.calls.find((each) => each.call === "wizard.start")?.args).toMatchObject({ version: 4 });
  });

  it("have a digit of their own, which stays with them, and none if they cannot be undone", async () => {
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

  it("with the same digit, or with one for what cannot be undone, have none: the back end is not believed", async () => {
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

  it("takes back the operator's own request where it stands in the way, and says whether that was read back", async () => {
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

  it("tells of a start that was refused and shows the object as it is now", async () => {
    const start = async () => fail(operatorError("version-conflict"));
    const { user, core } = await openCard({ overrides: { wizard: { start } } });
    const before = core.count("objects.open");
    await user.keyboard("1");
    expect(await screen.findByRole("alert")).toHaveTextContent("Somebody else has changed this in the meantime.");
    await waitFor(() => expect(core.count("objects.open")).toBe(before + 1));
  });

  it("follows a change that the back end tells of, of this object and no other", async () => {
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

  it("keeps what was read when a later reading fails, with the error beside it", async () => {
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
    expect(await screen.findByRole("alert")).toHaveTextContent("This does not exist (any more).");
    expect(await table("History")).toBeVisible();
  });

  it("shows a state that it does not know as the back end calls it", async () => {
    const open = async () => ok({ object: { ...inactiveCard, state: "quarantined" }, processes: [] });
    await openCard({ overrides: { objects: { open } } });
    expect(screen.getByText("quarantined")).toBeVisible();
    expect(actions()).toHaveTextContent("There are no processes for this kind of object.");
  });

  it("opens a related object", async () => {
    const { user, core } = await openCard();
    await user.click(screen.getByRole("link", { name: "Anna Lindqvist" }));
    await waitFor(() =>
      expect(core.calls.at(-1)?.args).toEqual({ ref: { type: "user", id: "U-000002" }, cursor: null }),
    );
  });
});
