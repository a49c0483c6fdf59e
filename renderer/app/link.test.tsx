import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { ok } from "#shared/errors.ts";
import type { FormField } from "#shared/idm/instance.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { openCard, openPage, type Page } from "../testing/test-app.tsx";
import type { TestCore } from "../testing/test-client.ts";
import { approver, inactiveCard, manager, reactivateForm, task } from "../testing/test-data.ts";

const comment: FormField = {
  name: "COMMENT",
  label: "Comment",
  type: "STRING",
  required: false,
  choices: [],
  value: null,
};
const wizard: Wizard = {
  kind: "form",
  process: "VirtualSmartCardProcReactivate",
  processName: "Reactivate",
  object: inactiveCard.ref,
  label: "VSC-000002",
  about: null,
  instance: "PI-2",
  form: { ...reactivateForm, fields: [comment] },
};

describe("a link from outside", () => {
  const ref = { type: "virtualSmartCard", id: "VSC-000002" };
  const object = { kind: "object", ref } as const;
  const other = { kind: "object", ref: { type: "user", id: "U-000001" } } as const;
  const openings = ({ core }: Page): unknown[] =>
    core.calls.filter(({ call }) => call === "objects.open").map(({ args }) => args);

  /** Opens VSC-000002 with a wizard over it, behind which a link waits. */
  async function withWaitingLink(): Promise<Page> {
    const page = await openCard();
    act(() => page.core.setWizard(wizard));
    const dialog = await screen.findByRole("dialog");
    act(() => page.core.emit("app", "openPlace", other));
    expect(within(dialog).getByText("A link waits. It opens once this is closed.")).toBeVisible();
    return page;
  }

  test("opens the view of its object", async () => {
    const { core } = await openPage();
    act(() => core.emit("app", "openPlace", object));
    expect(await screen.findByRole("heading", { name: "VSC-000002" })).toBeVisible();
  });

  test("that came before the log-in waits for it, and shows nothing until then", async () => {
    const { core } = await openPage({ session: { kind: "none" } });
    act(() => core.emit("app", "openPlace", object));
    expect(screen.queryByText("VSC-000002")).toBeNull();
    expect(core.count("objects.open")).toBe(0);
    act(() => core.setSession({ kind: "active", operator: manager }));
    expect(await screen.findByRole("heading", { name: "VSC-000002" })).toBeVisible();
  });

  test("starts no process", async () => {
    const { core } = await openPage();
    act(() => core.emit("app", "openPlace", object));
    await screen.findByRole("heading", { name: "VSC-000002" });
    const reads = ["wizard.state", "wizard.entries"];
    expect(core.calls.filter(({ call }) => call.startsWith("wizard.") && !reads.includes(call))).toEqual([]);
  });

  test("searches in the selected configuration, in place of the previous search", async () => {
    const { core, user } = await openPage();
    const field = await screen.findByRole("searchbox");
    await user.type(field, "VSC-000017");
    act(() => core.emit("app", "openPlace", { kind: "search", text: "VSC-000002" }));
    expect(field).toHaveValue("VSC-000002");
    expect(await screen.findByRole("grid")).toHaveTextContent("VSC-000002");
    expect(screen.queryByText("VSC-000017")).toBeNull();
  });

  test("leads to a task, and to the list of tasks", async () => {
    const { core } = await openPage({
      session: { kind: "active", operator: approver },
      overrides: { tasks: { list: async () => ok([task]) } },
    });
    act(() => core.emit("app", "openPlace", { kind: "task", id: task.id }));
    expect(await screen.findByRole("region", { name: "Your decision" })).toBeVisible();
    act(() => core.emit("app", "openPlace", { kind: "tasks" }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Your decision" })).toBeNull());
  });

  test("that comes while the wizard is open waits until it is closed; the wizard says so and keeps the entered text", async () => {
    const { core, user } = await openCard();
    act(() => core.setWizard(wizard));
    const dialog = await screen.findByRole("dialog");
    const typed = within(dialog).getByRole("textbox", { name: /^Comment/ });
    await user.type(typed, "as agreed");
    act(() => core.emit("app", "openPlace", other));
    expect(within(dialog).getByText("A link waits. It opens once this is closed.")).toBeVisible();
    expect(typed).toHaveValue("as agreed");
    expect(core.calls.filter(({ call }) => call === "objects.open")).toHaveLength(1);
    act(() => core.setWizard({ kind: "closed" }));
    await waitFor(() => expect(core.calls.at(-1)).toMatchObject({ call: "objects.open", args: other.ref }));
  });

  test.each<[string, (core: TestCore) => void]>([
    ["at a log-out", (core) => core.setSession({ kind: "none" })],
    ["at a lock", (core) => core.setSession({ kind: "locked", operator: manager })],
    ["in another window", () => undefined],
  ])("that waits for one operator is dropped by a change of operator %s", async (_, leave) => {
    const page = await withWaitingLink();
    act(() => leave(page.core));
    act(() => page.core.setSession({ kind: "active", operator: approver }));
    expect(await screen.findByText(approver.name)).toBeVisible();
    expect(page.desk().navigation.getState()).toMatchObject({ route: { screen: "start" }, awaited: null });
    expect(openings(page)).toEqual([ref]);
  });

  test("that waits behind the wizard still waits after a lock, and opens once the wizard is closed", async () => {
    const page = await withWaitingLink();
    const { core } = page;
    // In the order of the core: the wizard goes after its screen, and comes before it.
    act(() => core.setSession({ kind: "locked", operator: manager }));
    act(() => core.setWizard({ kind: "closed" }));
    await screen.findByRole("heading", { name: "Session locked" });
    act(() => core.setWizard(wizard));
    act(() => core.setSession({ kind: "active", operator: manager }));
    expect(await screen.findByText("A link waits. It opens once this is closed.")).toBeVisible();
    expect(openings(page)).not.toContainEqual(other.ref);
    act(() => core.setWizard({ kind: "closed" }));
    await waitFor(() => expect(openings(page).at(-1)).toEqual(other.ref));
  });

  test("that comes while the session is locked opens once it is unlocked", async () => {
    const page = await openCard();
    act(() => page.core.setSession({ kind: "locked", operator: manager }));
    act(() => page.core.emit("app", "openPlace", other));
    expect(page.desk().navigation.getState().route).toEqual({ screen: "object", ref });
    act(() => page.core.setSession({ kind: "active", operator: manager }));
    await waitFor(() => expect(openings(page).at(-1)).toEqual(other.ref));
  });
});
