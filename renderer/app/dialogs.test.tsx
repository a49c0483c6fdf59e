import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { operatorError } from "#shared/errors.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { openPage, type Page } from "../testing/test-app.tsx";
import { administrator, anna, inactiveCard, reactivateForm } from "../testing/test-data.ts";

const process = "Reactivate virtual smart card";
const wantsProof: Wizard = {
  kind: "failed",
  process: "VirtualSmartCardProcReactivate",
  processName: process,
  object: inactiveCard.ref,
  label: "VSC-000002",
  about: anna,
  instance: "PI-2",
  form: reactivateForm,
  error: operatorError("step-up-required"),
  retry: true,
};

/** The dialogs that are not a result of a press, with what an operator does to get past them. */
const answers: Readonly<Record<string, (page: Page, dialog: HTMLElement) => Promise<void>>> = {
  [process]: ({ user }, dialog) => user.click(within(dialog).getByRole("button", { name: "Cancel" })),
  "Confirm that it is you": ({ user }, dialog) => user.click(within(dialog).getByRole("button", { name: "Not now" })),
  "Leave without saving?": ({ user }, dialog) => user.click(within(dialog).getByRole("button", { name: "Stay" })),
  "Your session has ended": async ({ user }, dialog) => {
    await user.type(within(dialog).getByLabelText("Password"), "sandbox");
    await user.click(within(dialog).getByRole("button", { name: "Log in" }));
  },
};

const reachable = (): HTMLElement[] => [...screen.queryAllByRole("dialog"), ...screen.queryAllByRole("alertdialog")];
const titleOf = (dialog: HTMLElement): string => within(dialog).getByRole("heading", { level: 2 }).textContent;

/**
 * Sets of dialogs that a lock can end with; every two that can be on screen together are in one of
 * them. The request for a proof waits for an active session.
 */
const together = [
  { session: "active", titles: ["Leave without saving?", "Confirm that it is you", process] },
  {
    session: "expired",
    titles: ["Your session has ended", "Confirm that it is you", "Leave without saving?", process],
  },
] as const;

it.each(together)(
  "after a lock the open dialogs can be reached one after another: $titles",
  async ({ session, titles }) => {
    const page = await openPage({
      session: { kind: "active", operator: administrator },
      route: { screen: "admin", category: "cards", template: "virtualSmartCard" },
    });
    const { core, user } = page;
    await user.click(await screen.findByRole("switch", { name: process }));
    await user.click(screen.getByRole("button", { name: "Settings" }));
    act(() => core.setWizard(wantsProof));
    act(() => core.setSession({ kind: "locked", operator: administrator }));
    expect(reachable()).toEqual([]);

    act(() => core.setSession({ kind: session, operator: administrator }));
    const passed: string[] = [];
    for (let [top, ...others] = reachable(); top !== undefined; [top, ...others] = reachable()) {
      const dialog = top;
      expect(others).toEqual([]);
      await waitFor(() => expect(dialog).toContainElement(document.querySelector(":focus")));
      const title = titleOf(dialog);
      passed.push(title);
      await answers[title]?.(page, dialog);
      await waitFor(() => expect(dialog).not.toBeInTheDocument());
    }
    expect(passed).toEqual(titles);
    expect(screen.getByRole("navigation", { name: "Areas" })).toBeVisible();
  },
);
