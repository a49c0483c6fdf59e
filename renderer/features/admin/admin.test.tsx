import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import type { Overrides } from "../../testing/test-client.ts";
import { openPage, type Page } from "../../testing/test-app.tsx";
import { administrator, manager, template } from "../../testing/test-data.ts";

const button = (label: string) => screen.getByRole("button", { name: label });
const commands = () => screen.getByRole("region", { name: "Additional Commands" });
const reactivate = "Reactivate virtual smart card";
const lock = "Lock virtual smart card";
const lockProcess = "VirtualSmartCardProcLockForOperator";

/** Opens Admin at Home > Cards > Virtual smart card. */
async function openTemplate(overrides: Overrides = {}): Promise<Page> {
  const page = await openPage({ overrides, session: { kind: "active", operator: administrator } });
  await page.user.click(screen.getByRole("link", { name: "Home" }));
  await page.user.click(await screen.findByRole("link", { name: "Cards" }));
  await page.user.click(await screen.findByRole("link", { name: "Virtual smart card" }));
  await screen.findByRole("tab", { name: "Active" });
  return page;
}

/** Adds the process on the tab Active, without saving it. */
async function addProcess({ user }: Page): Promise<void> {
  await user.click(screen.getByRole("tab", { name: "Active" }));
  await user.click(within(commands()).getByRole("button", { name: "New" }));
  await user.selectOptions(within(commands()).getByRole("combobox", { name: "Process" }), reactivate);
}

const saved = (page: Page): unknown => page.core.calls.find((each) => each.call === "admin.saveCoreTemplate")?.args;
const onActive = (...processes: string[]) => ({
  states: expect.arrayContaining([{ id: "active", additionalCommands: processes.map((process) => ({ process })) }]),
});

describe("the start of Admin", () => {
  it("lists each category with its core templates, and the processes that are on and off in them", async () => {
    const page = await openPage({ session: { kind: "active", operator: administrator } });
    const cards = within(await screen.findByRole("region", { name: "Cards" }));
    expect(await cards.findByText(/^On: .*Lock virtual smart card/)).toBeVisible();
    expect(cards.getByText(/^Off: .*Reactivate virtual smart card.*Deactivate virtual smart card/)).toBeVisible();
    expect(within(screen.getByRole("region", { name: "Users" })).getByRole("link", { name: "User" })).toBeVisible();
    await page.user.click(cards.getByRole("link", { name: "Virtual smart card" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Virtual smart card" })).toHaveFocus();
  });

  it("shows a saved change when the administrator returns to it", async () => {
    const page = await openTemplate();
    await page.user.click(screen.getByRole("switch", { name: reactivate }));
    await page.user.click(button("Save"));
    await screen.findByText("Saved");
    await page.user.click(screen.getByRole("link", { name: "Home" }));
    expect(await screen.findByText(/^On: .*Reactivate virtual smart card/)).toBeVisible();
  });
});

describe("admin", () => {
  it("is the area of a policy administrator, who sees no search", async () => {
    await openPage({ session: { kind: "active", operator: administrator } });
    const areas = screen.getByRole("navigation", { name: "Areas" });
    expect(within(areas).getByRole("button", { name: "Admin" })).toHaveAttribute("aria-current", "page");
    expect(within(areas).queryByRole("button", { name: "Quick search" })).toBeNull();
    expect(screen.queryByRole("searchbox")).toBeNull();
  });

  it("is not shown to a card manager, even if the route leads to it", async () => {
    const route = { screen: "admin", category: "cards", template: "virtualSmartCard" } as const;
    await openPage({ session: { kind: "active", operator: manager }, route });
    expect(await screen.findByRole("searchbox", { name: "Search" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Admin" })).toBeNull();
  });

  it("adds a process to a state and confirms it from the answer of the back end", async () => {
    const page = await openTemplate();
    await addProcess(page);
    await page.user.click(button("Save"));
    expect(await screen.findByText("Saved")).toBeVisible();
    expect(saved(page)).toMatchObject({
      version: 7,
      edit: onActive("VirtualSmartCardProcLockForOperator", "VirtualSmartCardProcReactivate"),
    });
    expect(within(commands()).getByRole("switch", { name: reactivate })).toBeChecked();
    expect(within(commands()).queryByRole("combobox")).toBeNull();
  });

  it("reports an error instead of Saved when the back end has stored something different", async () => {
    const saveCoreTemplate = async () => ok({ ...template, version: 8 });
    const page = await openTemplate({ admin: { saveCoreTemplate } });
    await addProcess(page);
    await page.user.click(button("Save"));
    expect(await screen.findByRole("alert")).toHaveTextContent("stored something different from what was sent");
  });

  it("does not offer a process that the state already has", async () => {
    const page = await openTemplate();
    await page.user.click(screen.getByRole("tab", { name: "Active" }));
    await page.user.click(button("New"));
    const choices = within(screen.getByRole("combobox", { name: "Process" })).getAllByRole("option");
    expect(choices.map((choice) => choice.textContent)).not.toContain("Lock virtual smart card");
    expect(screen.getByRole("combobox", { name: "Process" })).toHaveFocus();
  });

  it("asks for the process of an empty row instead of saving it", async () => {
    const page = await openTemplate();
    await page.user.click(button("New"));
    await page.user.click(button("Save"));
    expect(screen.getByRole("alert")).toHaveTextContent("Choose a process, or remove the row.");
    expect(saved(page)).toBeUndefined();
  });

  it("shows the processes that are off as well as those that are on, and what on and off mean", async () => {
    await openTemplate();
    // The first state with something on it is shown first.
    expect(screen.getByRole("tab", { name: "Active" })).toHaveAttribute("aria-selected", "true");
    expect(screen.getByRole("tab", { name: "Active" })).toHaveAccessibleDescription("1");
    expect(
      within(commands())
        .getAllByRole("switch")
        .map((each) => each.ariaLabel),
    ).toEqual([reactivate, "Deactivate virtual smart card", lock]);
    expect(screen.getByRole("switch", { name: lock })).toHaveAccessibleDescription("On: operators can run it");
    expect(screen.getByRole("switch", { name: reactivate })).toHaveAccessibleDescription("Off: nobody can run it");
  });

  it("describes a process as on through another state when that state has it on", async () => {
    const page = await openTemplate();
    await page.user.click(screen.getByRole("tab", { name: "Inactive" }));
    expect(screen.getByRole("switch", { name: lock })).not.toBeChecked();
    expect(screen.getByRole("switch", { name: lock })).toHaveAccessibleDescription(/^On through .*Active/);
  });

  it("turns a process on at once, and shows no unsaved change once it is off again", async () => {
    const page = await openTemplate();
    const process = screen.getByRole("switch", { name: reactivate });
    await page.user.click(process);
    expect(process).toHaveAccessibleDescription("On, not saved yet");
    expect(screen.getByText("Unsaved changes")).toBeVisible();
    expect(screen.getByRole("tab", { name: "Active" })).toHaveAccessibleDescription("2");
    await page.user.click(process);
    expect(screen.queryByText("Unsaved changes")).toBeNull();
    await page.user.click(process);
    await page.user.click(button("Save"));
    await screen.findByText("Saved");
    expect(saved(page)).toMatchObject({ edit: onActive(lockProcess, "VirtualSmartCardProcReactivate") });
    expect(screen.queryByText("Unsaved changes")).toBeNull();
    await page.user.dblClick(screen.getByRole("switch", { name: lock }));
    expect(screen.getByRole("switch", { name: lock })).toBeChecked();
    expect(screen.queryByText("Unsaved changes")).toBeNull();
  });

  it("moves the focus to New when the empty row is removed", async () => {
    const page = await openTemplate();
    await page.user.click(button("New"));
    await page.user.click(button("Remove the empty row"));
    expect(button("New")).toHaveFocus();
  });

  it("removes a process", async () => {
    const page = await openTemplate();
    await page.user.click(screen.getByRole("tab", { name: "Active" }));
    await page.user.click(screen.getByRole("switch", { name: "Lock virtual smart card" }));
    await page.user.click(button("Save"));
    await screen.findByText(/^Saved/);
    expect(saved(page)).toMatchObject({ edit: onActive() });
  });

  it("sets the state of the certificates after a reactivation", async () => {
    const page = await openTemplate();
    await page.user.selectOptions(
      screen.getByRole("combobox", { name: "Certificate state after reactivation" }),
      "Valid",
    );
    await page.user.click(button("Save"));
    await screen.findByText(/^Saved/);
    expect(saved(page)).toMatchObject({ edit: { settings: { certificateStateAfterReactivation: "valid" } } });
  });

  it("reports a version conflict, keeps the changes, and loads the saved version on request", async () => {
    const saveCoreTemplate = async () => fail(operatorError("version-conflict"));
    const page = await openTemplate({ admin: { saveCoreTemplate } });
    await addProcess(page);
    await page.user.click(button("Save"));
    expect(await screen.findByRole("alert")).toHaveTextContent("Someone else has changed this in the meantime.");
    expect(within(commands()).getByRole("combobox", { name: "Process" })).toHaveDisplayValue(reactivate);

    await page.user.click(button("Load the saved version"));
    await waitFor(() => expect(within(commands()).queryByRole("combobox")).toBeNull());
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("asks before a link or the browser's Back discards changes", async () => {
    const page = await openTemplate();
    await addProcess(page);
    await page.user.click(screen.getByRole("link", { name: "Home" }));
    await page.user.click(await screen.findByRole("button", { name: "Stay" }));
    expect(within(commands()).getByRole("combobox", { name: "Process" })).toHaveDisplayValue(reactivate);

    window.history.back();
    expect(await screen.findByRole("alertdialog", { name: "Leave without saving?" })).toBeVisible();
    await page.user.click(button("Leave"));
    await waitFor(() => expect(screen.queryByRole("tab")).toBeNull());
    await page.user.click(await screen.findByRole("link", { name: "Virtual smart card" }));
    await page.user.click(await screen.findByRole("tab", { name: "Active" }));
    expect(within(commands()).queryByRole("combobox")).toBeNull();
  });

  it.each([
    ["succeeds", ok({ ...template, version: 8 })],
    ["is refused", fail(operatorError("version-conflict"))],
  ])("shows nothing of a Save that %s after the administrator has opened another template", async (_, answer) => {
    const user = {
      ...template,
      id: "user",
      name: "User",
      states: [{ id: "new", name: "New one", additionalCommands: [] }],
    };
    const late = Promise.withResolvers<void>();
    const page = await openTemplate({
      admin: {
        coreTemplate: async ({ id }) => ok(id === "user" ? user : template),
        saveCoreTemplate: () => late.promise.then(() => answer),
      },
    });
    await addProcess(page);
    await page.user.click(button("Save"));
    await page.user.click(screen.getByRole("link", { name: "Home" }));
    await page.user.click(await screen.findByRole("button", { name: "Leave" }));
    await page.user.click(await screen.findByRole("link", { name: "User" }));
    await screen.findByRole("tab", { name: "New one" });
    await act(async () => late.resolve());
    expect(page.core.count("admin.saveCoreTemplate")).toBe(1);
    expect(screen.getAllByRole("tab").map((tab) => tab.textContent)).toEqual([expect.stringContaining("New one")]);
    expect(screen.queryByText(/Saved/)).toBeNull();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("keeps unsaved changes while the session is locked", async () => {
    const page = await openTemplate();
    await addProcess(page);
    page.core.setSession({ kind: "locked", operator: administrator });
    await page.user.type(await screen.findByLabelText("Password"), "sandbox{Enter}");
    await page.user.click(await screen.findByRole("tab", { name: "Active" }));
    expect(within(commands()).getByRole("combobox", { name: "Process" })).toHaveDisplayValue(reactivate);
  });

  it.each<[string, (page: Page) => void]>([
    ["a link", ({ core }) => act(() => core.emit("app", "openPlace", { kind: "tasks" }))],
    ["the way back of the browser", () => window.history.back()],
  ])("asks, after the unlock, before %s that came during the lock discards changes", async (_, leave) => {
    const page = await openTemplate();
    await addProcess(page);
    act(() => page.core.setSession({ kind: "locked", operator: administrator }));
    const closing = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(closing);
    expect(closing.defaultPrevented).toBe(true);
    leave(page);
    await page.user.type(await screen.findByLabelText("Password"), "sandbox{Enter}");
    expect(await screen.findByRole("alertdialog", { name: "Leave without saving?" })).toBeVisible();
    await page.user.click(button("Stay"));
    await page.user.click(await screen.findByRole("tab", { name: "Active" }));
    expect(within(commands()).getByRole("combobox", { name: "Process" })).toHaveDisplayValue(reactivate);
  });
});
