import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ok, operatorError } from "#shared/errors.ts";
import { formStepSchema, type FormField } from "#shared/idm/instance.ts";
import { createClient } from "#shared/ipc/client.ts";
import { processOfferSchema } from "#shared/idm/object.ts";
import { wizardEntriesSchema, type ReadBack, type Wizard } from "#shared/ipc/wizard.ts";
import type { Overrides, TestCore } from "../../testing/test-client.ts";
import { openCard, openPage } from "../../testing/test-app.tsx";
import { activeCard, anna, changes, inactiveCard, manager, reactivateForm } from "../../testing/test-data.ts";

const name = "Reactivate virtual smart card";
const dialog = () => screen.findByRole("dialog", { name });
const button = (label: string) => screen.getByRole("button", { name: label });
const noButton = (label: string) => screen.queryByRole("button", { name: label });

const asSet =
  "Authentication, Signature: On hold in Identity Manager and Valid in the CA, as this site has set for reactivated cards.";

const subject = {
  process: "VirtualSmartCardProcReactivate",
  processName: name,
  object: inactiveCard.ref,
  label: "VSC-000002",
  about: anna,
};
const at = { ...subject, instance: "PI-2", form: reactivateForm };

const field = (type: string, more: Partial<FormField> = {}): FormField => ({
  name: type.toLowerCase(),
  label: `The ${type.toLowerCase()}`,
  type,
  required: false,
  choices: [],
  value: null,
  ...more,
});
const withFields = (...fields: FormField[]): Wizard => ({ kind: "form", ...at, form: { ...reactivateForm, fields } });

const done = (readBack: ReadBack): Wizard => ({
  kind: "done",
  ...subject,
  step: { kind: "done", changes, object: inactiveCard.ref },
  readBack,
});

/** Opens the page with the wizard at a step. */
async function openAt(wizard: Wizard, overrides: Overrides = {}): Promise<Awaited<ReturnType<typeof openCard>>> {
  const page = await openCard({ overrides });
  page.core.setWizard(wizard);
  await dialog();
  return page;
}

const sentValues = (core: TestCore): unknown[] =>
  core.calls.filter((each) => each.call === "wizard.next").map((each) => each.args);

describe("a run of the wizard", () => {
  it("shows what will change, and after Next what has changed, as read back", async () => {
    const { user } = await openCard();
    await user.keyboard("1");
    const before = within(await dialog()).getByRole("table", { name: "What will change" });
    expect(before).toHaveTextContent("VSC-000002InactivebecomesActive");
    expect(before).toHaveTextContent("Authenticationstays on holdOn holdbecomesValid");
    expect(before).not.toHaveTextContent("Encryption");
    expect(await dialog()).toHaveTextContent("Encryption is revoked for good, and stays so.");
    expect(await dialog()).toHaveTextContent(asSet);

    await user.keyboard("{Alt>}n{/Alt}");
    expect(await screen.findByRole("heading", { name: "Done and confirmed" })).toHaveFocus();
    expect(within(await dialog()).getByRole("table", { name: "What has changed" })).toBeVisible();
    expect(
      within(await dialog())
        .getByText(asSet)
        .closest(".differ"),
    ).toBeNull();

    await user.click(button("Close"));
    await waitFor(() => expect(screen.getByRole("heading", { name: "VSC-000002" })).toHaveFocus());
    expect(screen.queryByRole("dialog")).toBeNull();
    expect((await screen.findAllByText("Active"))[0]).toBeVisible();
  });

  it("from the start screen to the result takes three keystrokes besides the card number", async () => {
    const { user } = await openPage();
    await user.type(screen.getByRole("searchbox", { name: "Search" }), "VSC-000002");
    await user.keyboard("{Enter}");
    await screen.findByRole("heading", { name: "VSC-000002" });
    await user.keyboard("1");
    await dialog();
    await user.keyboard("{Alt>}n{/Alt}");
    expect(await screen.findByRole("heading", { name: "Done and confirmed" })).toBeVisible();
  });
});

describe("Next", () => {
  it("runs once on a double click, and the second click does not press the button that has taken its place", async () => {
    const { user, core } = await openAt({ kind: "form", ...at });
    await user.dblClick(button("Next"));
    expect(await screen.findByRole("heading", { name: "Done and confirmed" })).toBeVisible();
    expect(core.count("wizard.next")).toBe(1);
    expect(core.count("wizard.close")).toBe(0);
  });

  it("submits only the first of two forms on a double click", async () => {
    const second: Wizard = { kind: "form", ...at, form: { ...reactivateForm, title: "The second form" } };
    const page = await openCard({ overrides: { wizard: { next: async () => goOn() } } });
    const goOn = () => {
      page.core.setWizard(second);
      return ok(null);
    };
    page.core.setWizard({ kind: "form", ...at });
    await dialog();
    await page.user.dblClick(button("Next"));
    expect(screen.getByRole("heading", { name: "The second form" })).toBeVisible();
    expect(page.core.count("wizard.next")).toBe(1);
  });

  it("is not sent again while the first call has no answer", async () => {
    const next = () => new Promise<never>(() => {});
    const page = await openCard({ overrides: { wizard: { next } } });
    page.core.setWizard({ kind: "form", ...at });
    await dialog();
    await page.user.keyboard("{Alt>}n{/Alt}");
    await page.user.keyboard("{Alt>}n{/Alt}");
    await page.user.click(button("Next"));
    expect(page.core.count("wizard.next")).toBe(1);
  });

  it("is not repeated by a key that is held down", async () => {
    const { core } = await openAt({ kind: "form", ...at });
    const key = { key: "n", code: "KeyN", altKey: true };
    fireEvent.keyDown(await dialog(), { ...key, repeat: true });
    expect(core.count("wizard.next")).toBe(0);
    fireEvent.keyDown(await dialog(), key);
    expect(core.count("wizard.next")).toBe(1);
  });

  it("asks for a required field that is empty, and keeps what was entered", async () => {
    const fields = [field("STRING", { required: true }), field("DATE", { required: true })];
    const { user, core } = await openAt(withFields(...fields));
    await user.type(screen.getByLabelText(/The string/), "lost and found");
    await user.click(button("Next"));
    expect(core.count("wizard.next")).toBe(0);
    const date = within(screen.getByRole("group", { name: /^The date/ }));
    const part = (name: RegExp) => date.getByRole("spinbutton", { name });
    expect(part(/^day/)).toHaveFocus();
    expect(part(/^day/)).toHaveAccessibleDescription("Fill in “The date”.");

    for (const [name, digits] of [
      [/^day/, "24"],
      [/^month/, "12"],
      [/^year/, "2026"],
    ] as const) {
      await user.click(part(name));
      await user.keyboard(digits);
    }
    await user.click(button("Next"));
    expect(sentValues(core)).toEqual([{ instance: "PI-2", values: { string: "lost and found", date: "2026-12-24" } }]);
  });
});

describe("an irreversible process", () => {
  const revoked = { subject: { type: "certificate", id: "C-1", label: "Signature" }, what: "stateInCa" };
  const lock: Wizard = {
    kind: "form",
    ...at,
    form: {
      ...reactivateForm,
      irreversible: true,
      action: "Lock card",
      changes: [{ ...revoked, before: "valid", after: "revoked" }],
    },
  };
  const last = "Lock card and revoke 1 certificate";
  const field = () => screen.getByRole("textbox", { name: "Type VSC-000002 to confirm" });

  it("is started by no key before the card number is typed; then by Enter, never by Alt+N", async () => {
    const { user, core } = await openAt(lock);
    expect(noButton("Next")).toBeNull();
    await user.keyboard("{Alt>}n{/Alt}{Enter} 123456789");
    button(last).focus();
    await user.keyboard("{Enter} ");
    expect(field()).toHaveFocus();
    await user.keyboard("{Enter}{Alt>}n{/Alt}");
    await user.type(field(), "VSC-000001{Enter}");
    await user.click(button(last));
    expect(screen.getByText("This is not VSC-000002.")).toBeVisible();
    expect(core.count("wizard.next")).toBe(0);
    await user.clear(field());
    await user.type(field(), "vsc-000002{Alt>}n{/Alt}");
    expect(core.count("wizard.next")).toBe(0);
    await user.keyboard("{Enter}");
    expect(core.count("wizard.next")).toBe(1);
  });

  it("requires the card number for a retry after a failure too, and clears the field when it is sent", async () => {
    const { user, core } = await openAt(lock);
    core.setWizard({ ...lock, kind: "failed", error: operatorError("ca-unavailable"), retry: true });
    await screen.findByRole("heading", { name: "This step failed" });
    await user.click(button(last));
    expect(core.count("wizard.next")).toBe(0);
    await user.type(field(), "VSC-000002{Enter}");
    expect(core.count("wizard.next")).toBe(1);
    expect(field()).toHaveValue("");
  });

  it("is assumed unless the back end says that the process is reversible", () => {
    const { irreversible: _, ...form } = reactivateForm;
    expect(formStepSchema.parse(form).irreversible).toBe(true);
    const { irreversible: __, key: ___, ...offer } = { irreversible: false, key: 1, symbolicName: "P", name: "P" };
    expect(processOfferSchema.parse({ ...offer, coreTemplate: "t", offered: true, why: [] })).toMatchObject({
      irreversible: true,
      key: null,
    });
  });
});

describe("the user of the card", () => {
  const head = async () => (await dialog()).querySelector("header")?.textContent ?? "";

  it("is shown in the header with their state, and a warning is shown if they are not active", async () => {
    const { core } = await openAt({ kind: "form", ...at });
    expect(await head()).toContain("VSC-000002Anna LindqvistSalesuser Active");
    expect(screen.queryByText(/not active/)).toBeNull();
    const about = { ...anna, personState: "inactive" };
    core.setWizard({ kind: "form", ...at, about, form: { ...reactivateForm, about } });
    expect(await screen.findByText("The user of this card is not active.")).toBeVisible();
    expect(await head()).toContain("user Inactive");
  });

  it("is shown after the run with no state but the one that was read back", async () => {
    const { core } = await openAt(done({ kind: "pending" }));
    expect(await head()).toContain("Anna Lindqvist");
    expect(await head()).not.toContain("user");
    core.setWizard(done({ kind: "confirmed", object: { ...activeCard, about: { ...anna, personState: "locked" } } }));
    await screen.findByRole("heading", { name: "Done and confirmed" });
    expect(await head()).toContain("user Locked");
  });
});

describe("fields", () => {
  it("are rendered by their types and sent with their values", async () => {
    const choices = [
      { value: "lost", label: "Lost" },
      { value: "found", label: "Found again" },
    ];
    const fields = [field("CHOICE", { choices, required: true }), field("BOOLEAN"), field("BYTES"), field("STRING")];
    const { user, core } = await openAt(withFields(...fields));
    await user.selectOptions(screen.getByRole("combobox", { name: /The choice/ }), "Found again");
    await user.click(screen.getByRole("checkbox", { name: "The boolean" }));
    await user.upload(screen.getByLabelText("The bytes"), new File(["abc"], "photo.png"));
    expect(await screen.findByText("3 bytes chosen")).toBeVisible();
    await user.click(button("Next"));
    expect(sentValues(core)).toEqual([
      { instance: "PI-2", values: { choice: "found", boolean: true, bytes: "YWJj", string: null } },
    ]);
  });

  it("of an unknown type are shown with the name of the type, and sent back unchanged", async () => {
    const { user, core } = await openAt(withFields(field("HOLOGRAM", { value: "blue" })));
    expect(await dialog()).toHaveTextContent("The hologramblueThis version cannot edit a field of type HOLOGRAM.");
    await user.click(button("Next"));
    expect(sentValues(core)).toEqual([{ instance: "PI-2", values: { hologram: "blue" } }]);
  });
});

describe("the wizard", () => {
  it("can be cancelled while it starts", async () => {
    await openAt({ kind: "starting", ...subject });
    expect(await dialog()).toHaveTextContent("Starting…");
    expect(button("Cancel")).toBeEnabled();
  });

  it("shows that a step is running, with Next disabled and no Cancel", async () => {
    await openAt({ kind: "advancing", ...at });
    expect(await dialog()).toHaveTextContent("Working…");
    expect(button("Next")).toHaveAttribute("aria-disabled", "true");
    expect(noButton("Cancel")).toBeNull();
  });

  it("reports an unknown outcome as unknown, and offers no Next", async () => {
    await openAt({ kind: "unknown", ...at, since: "2026-11-22T09:00:00Z", attempts: 3 });
    expect(await dialog()).toHaveTextContent("We do not know yet whether this was done");
    expect(await dialog()).toHaveTextContent("Asked 3 times");
    expect(noButton("Next")).toBeNull();
  });

  it("says while it waits for an approval that nothing has changed yet", async () => {
    const step = { kind: "approval", requestId: "R-7", text: "Ask the approver." } as const;
    await openAt({ kind: "approval", ...subject, instance: "PI-2", step });
    expect(await dialog()).toHaveTextContent("Waiting for approval");
    expect(await dialog()).toHaveTextContent("Ask the approver.");
    expect(await dialog()).toHaveTextContent("Another person has to approve this. Nothing has changed yet.");
    expect(await dialog()).not.toHaveTextContent("R-7");
    expect(button("Close")).toBeEnabled();
  });

  it("keeps the form and Next after a failure that may be retried", async () => {
    const fields = [field("STRING")];
    const { user, core } = await openAt(withFields(...fields));
    await user.type(screen.getByLabelText("The string"), "why");
    const form = { ...reactivateForm, fields };
    core.setWizard({ kind: "failed", ...at, form, error: operatorError("ca-unavailable"), retry: true });
    expect(await screen.findByRole("alert")).toHaveTextContent("The certification authority does not answer.");
    expect(screen.getByLabelText("The string")).toHaveValue("why");
    await user.click(button("Next"));
    expect(sentValues(core)).toEqual([{ instance: "PI-2", values: { string: "why" } }]);
  });

  it("can only be closed after a final failure", async () => {
    const error = operatorError("version-conflict");
    await openAt({ kind: "failed", ...at, form: null, error, retry: false });
    expect(screen.getByRole("alert")).toHaveTextContent("nothing is done twice");
    expect(noButton("Next")).toBeNull();
    expect(button("Close")).toBeEnabled();
  });
});

describe("the result", () => {
  const difference = {
    change: {
      subject: { ...inactiveCard.ref, label: "VSC-000002" },
      what: "state",
      before: "inactive",
      after: "active",
    },
    found: "locked",
  };
  const others: ReadBack[] = [
    { kind: "pending" },
    { kind: "differs", object: { ...activeCard, state: "locked" }, differences: [difference] },
    { kind: "failed", error: operatorError("backend-unreachable") },
  ];

  it("is called done only after it was read back and confirmed", async () => {
    const { core } = await openAt(done({ kind: "confirmed", object: activeCard }));
    expect(await dialog()).toHaveTextContent("Done and confirmed");
    expect(await dialog()).toHaveTextContent("What has changed");
    for (const readBack of others) {
      core.setWizard(done(readBack));
      await waitFor(() => expect(screen.queryByText(/What has changed/)).toBeNull());
      expect((await dialog()).textContent).not.toMatch(/done and confirmed|\bWhat has changed/i);
      expect(await dialog()).toHaveTextContent("What the back end reported");
    }
  });

  it("shows what was reported and what was found if they differ", async () => {
    await openAt(done({ kind: "differs", object: activeCard, differences: [difference] }));
    expect(screen.getByRole("alert")).toHaveTextContent("VSC-000002, State: reported Active, found Locked.");
  });

  it("warns of an unexpected difference between Identity Manager and the CA", async () => {
    const [first, ...others] = activeCard.certificates;
    if (first === undefined) throw new Error("The card of the tests has certificates.");
    const object = { ...activeCard, certificates: [{ ...first, heldBy: "PI-1" }, ...others] };
    await openAt(done({ kind: "confirmed", object }));
    const warning = screen.getByText(/^Authentication: Identity Manager says On hold, the CA says Valid/);
    expect(warning.closest(".differ")).not.toBeNull();
  });

  it("leads on to the next card, and is closed with Enter once it is confirmed", async () => {
    const { user, core } = await openAt(done({ kind: "pending" }));
    await user.keyboard("{Enter}");
    expect(core.count("wizard.close")).toBe(0);
    core.setWizard(done({ kind: "confirmed", object: activeCard }));
    expect(await screen.findByRole("heading", { name: "Done and confirmed" })).toHaveFocus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

    core.setWizard(done({ kind: "confirmed", object: activeCard }));
    await dialog();
    await user.click(button("Next card"));
    await waitFor(() => expect(screen.getByRole("searchbox", { name: "Search" })).toHaveFocus());
    expect(core.count("wizard.close")).toBe(2);
  });

  it("is copied as text: process, object, person, operator, and each change", async () => {
    const { user } = await openAt(done({ kind: "confirmed", object: activeCard }));
    await user.click(button("Copy what was done"));
    expect(await screen.findByText("Copied.")).toBeVisible();
    const text = await navigator.clipboard.readText();
    expect(text.split("\n")).toEqual([
      "Reactivate virtual smart card: Done and confirmed",
      "VSC-000002 · Anna Lindqvist · Sales",
      expect.stringMatching(/^\d.* · Vera Manager$/),
      "  VSC-000002, State: Inactive → Active",
      "  authentication, In the CA: On hold → Valid",
      "  signature, In the CA: On hold → Valid",
    ]);
  });

  it("says so if the object is gone", async () => {
    await openAt(done({ kind: "confirmed", object: null }));
    expect(await dialog()).toHaveTextContent("CardDesk looked for it again, and it is gone.");
  });
});

describe("leaving", () => {
  it("asks for confirmation if something was entered: Stay keeps it, Leave closes the wizard", async () => {
    const { user, core } = await openAt(withFields(field("STRING")));
    await user.type(screen.getByLabelText("The string"), "half a sentence");
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("alertdialog", { name: "Leave and lose what you entered?" })).toBeVisible();
    await user.click(button("Stay"));
    expect(screen.getByLabelText("The string")).toHaveValue("half a sentence");

    await user.click(button("Cancel"));
    await user.click(button("Leave"));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(core.count("wizard.close")).toBe(1);
  });

  it("needs no confirmation if nothing was entered", async () => {
    const { user } = await openAt(withFields(field("STRING", { value: "proposed" })));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});

describe("Back", () => {
  it("is offered if the form allows it, also as Alt+B", async () => {
    const { user, core } = await openAt({ kind: "form", ...at, form: { ...reactivateForm, canGoBack: true } });
    await user.click(button("Back"));
    await user.keyboard("{Alt>}b{/Alt}");
    expect(core.count("wizard.back")).toBe(2);
  });
});

describe("a session", () => {
  it("that expired keeps the wizard and what was entered, and the same operator continues", async () => {
    const { user, core } = await openAt(withFields(field("STRING")));
    await user.type(screen.getByLabelText("The string"), "half a sentence");
    core.setSession({ kind: "expired", operator: manager });
    expect(await screen.findByRole("dialog", { name: "Your session has ended" })).toBeVisible();
    expect(screen.getByRole("textbox", { name: "User account" })).toHaveValue("vscmanager");
    expect(screen.getByLabelText("Password")).toHaveFocus();

    await user.keyboard("sandbox{Enter}");
    await waitFor(() => expect(screen.getByLabelText("The string")).toHaveValue("half a sentence"));
    await user.click(button("Next"));
    expect(sentValues(core)).toEqual([{ instance: "PI-2", values: { string: "half a sentence" } }]);
  });

  it("that was locked hides everything, and after the log-in shows again what was entered", async () => {
    const { user, core } = await openAt(withFields(field("STRING")));
    await user.type(screen.getByLabelText("The string"), "half a sentence");
    core.setSession({ kind: "locked", operator: manager });
    expect(await screen.findByRole("heading", { name: "Session locked" })).toBeVisible();
    expect(document.documentElement.outerHTML).not.toMatch(/VSC-000002|Anna|half a sentence|4f0a1c22/);

    await user.keyboard("sandbox{Enter}");
    expect(await screen.findByLabelText("The string")).toHaveValue("half a sentence");
  });
});

it("a reloaded page shows the wizard that the core has open", async () => {
  const state = async () => ok<Wizard>({ kind: "form", ...at });
  await openPage({ overrides: { wizard: { state } } });
  expect(await dialog()).toHaveTextContent("Reactivate the card");
});

describe("a wizard that is open in two windows", () => {
  it("opens and closes in both", async () => {
    const { core } = await openAt({ kind: "form", ...at });
    core.setWizard({ kind: "closed" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  const formKeptBy = async (window: ReturnType<typeof createClient>): Promise<string> => {
    const kept = await window.wizard.entries();
    return kept.ok ? (kept.value?.form ?? "") : "";
  };

  it("shows what is entered in the other window at once, and sends it", async () => {
    const { user, core } = await openAt(withFields(field("STRING")));
    await user.type(screen.getByLabelText(/The string/), "here");
    await waitFor(() => expect(core.calls.at(-1)).toMatchObject({ args: { values: { string: "here" } } }));
    const other = createClient(core.transport);
    await other.wizard.keep({ form: await formKeptBy(other), values: { string: "there" } });
    await waitFor(() => expect(screen.getByLabelText(/The string/)).toHaveValue("there"));
    await user.click(button("Next"));
    expect(sentValues(core)).toEqual([{ instance: "PI-2", values: { string: "there" } }]);
  });

  it("keeps what is entered in both at the same moment; in the same field, the entry of this window wins", async () => {
    const first = Promise.withResolvers<void>();
    const { user, core } = await openAt(
      withFields(field("STRING"), field("STRING", { name: "other", label: "The other" })),
      {
        wizard: { keep: () => first.promise.then(() => ok(null)) },
      },
    );
    await user.type(screen.getByLabelText(/The string/), "h");
    const { form } = wizardEntriesSchema.parse(core.calls.at(-1)?.args);
    core.emit("wizard", "entered", { form, values: { string: "there", other: "7" } });
    await waitFor(() => expect(screen.getByLabelText(/The other/)).toHaveValue("7"));
    await user.type(screen.getByLabelText(/The string/), "ere");
    first.resolve();
    // The message contains only the values of this window.
    await waitFor(() => expect(core.calls.at(-1)?.args).toEqual({ form, values: { string: "here" } }));
    await user.click(button("Next"));
    expect(sentValues(core)).toEqual([{ instance: "PI-2", values: { string: "here", other: "7" } }]);
  });

  it("takes no entries from another form", async () => {
    const { user, core } = await openAt(withFields(field("STRING")));
    await user.type(screen.getByLabelText(/The string/), "here");
    core.emit("wizard", "entered", { form: "another", values: { string: "there" } });
    await user.type(screen.getByLabelText(/The string/), ", still");
    expect(screen.getByLabelText(/The string/)).toHaveValue("here, still");
  });

  it("marks no field as missing in a form that the other window has moved on to", async () => {
    const { user, core } = await openAt(withFields(field("STRING", { required: true })));
    await user.click(button("Next"));
    expect(screen.getByText("Fill in “The string”.")).toBeVisible();
    const next = { ...reactivateForm, title: "The second form", fields: [field("DATE", { required: true })] };
    core.setWizard({ kind: "form", ...at, form: next });
    await screen.findByRole("heading", { name: "The second form" });
    expect(screen.queryByText("Fill in “The date”.")).toBeNull();
  });
});
