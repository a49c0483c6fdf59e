import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { nothingOffline } from "#shared/ipc/offline.ts";
import { openPage, type Page, type PageOptions } from "../../testing/test-app.tsx";
import { anna, inactiveCard, manager, reactivateForm } from "../../testing/test-data.ts";

const title = "Confirm that it is you";
const error = operatorError("step-up-required");
const waiting = {
  ...nothingOffline,
  counts: { waiting: 1, attention: 0 },
  sync: { kind: "waiting", until: "2026-11-20T08:14:00Z", error },
} as const;
const lock = {
  process: "VirtualSmartCardProcLock",
  processName: "Lock virtual smart card",
  object: inactiveCard.ref,
  label: "VSC-000002",
  about: anna,
  instance: "PI-LOCK",
  form: { ...reactivateForm, irreversible: true },
} as const;
const refused = (instance: string) => ({ kind: "failed", ...lock, instance, error, retry: true }) as const;

describe("a log-in that is answered late", () => {
  /** Opens the page; a proof is answered once the returned function is called. */
  async function openSlow(options: PageOptions = {}): Promise<Page & { readonly answer: () => void }> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const prove = () => promise.then(() => ok(null));
    const page = await openPage({ ...options, overrides: { ...options.overrides, session: { prove } } });
    return { ...page, answer: resolve };
  }

  async function prove({ user }: Page): Promise<HTMLElement> {
    const dialog = await screen.findByRole("dialog", { name: title });
    await user.type(within(dialog).getByLabelText("Password"), "sandbox{Enter}");
    return dialog;
  }

  it("sends nothing after Not now", async () => {
    const overrides = { offline: { state: async () => ok(waiting) } };
    const page = await openSlow({ route: { screen: "offline" }, overrides });
    await page.user.click(await screen.findByRole("button", { name: title }));
    const dialog = await prove(page);
    await page.user.click(within(dialog).getByRole("button", { name: "Not now" }));
    await act(async () => page.answer());
    expect(page.core.count("session.prove")).toBe(1);
    expect(page.core.count("offline.syncNow")).toBe(0);
  });

  it("does not send Next to a wizard that was opened after Not now", async () => {
    const page = await openSlow();
    act(() => page.core.setWizard({ ...refused("PI-1"), process: "Reactivate", processName: "Reactivate" }));
    const dialog = await prove(page);
    await page.user.click(within(dialog).getByRole("button", { name: "Not now" }));
    await page.user.click(await screen.findByRole("button", { name: "Cancel" }));
    act(() => page.core.setWizard({ kind: "form", ...lock }));
    await screen.findByRole("dialog", { name: lock.processName });
    await act(async () => page.answer());
    expect(page.core.count("wizard.next")).toBe(0);
  });

  it("sends Next only for the form that was refused, whatever another window has opened since", async () => {
    const page = await openSlow();
    act(() => page.core.setWizard(refused("PI-1")));
    await prove(page);
    act(() => page.core.setWizard(refused("PI-2")));
    await act(async () => page.answer());
    expect(page.core.count("wizard.next")).toBe(0);
  });

  it("sends Next once if the operator waited", async () => {
    const page = await openSlow();
    act(() => page.core.setWizard(refused("PI-1")));
    await prove(page);
    await act(async () => page.answer());
    expect(page.core.calls.filter(({ call }) => call === "wizard.next").map(({ args }) => args)).toEqual([
      expect.objectContaining({ instance: "PI-1" }),
    ]);
  });
});

it("after a log-in with a certificate, step-up asks for the file again and keeps it after a wrong passphrase", async () => {
  let right = false;
  const page = await openPage({
    session: { kind: "active", operator: manager, way: "certificate" },
    route: { screen: "offline" },
    overrides: {
      offline: { state: async () => ok(waiting) },
      session: { prove: async () => (right ? ok(null) : fail(operatorError("certificate-passphrase"))) },
    },
  });
  await page.user.click(await screen.findByRole("button", { name: title }));
  const dialog = within(await screen.findByRole("dialog", { name: title }));
  const confirm = dialog.getByRole("button", { name: "Confirm" });
  expect(dialog.getByRole("button", { name: "Choose file…" })).toHaveFocus();
  await page.user.click(confirm);
  expect(page.core.count("session.prove")).toBe(0);
  expect(dialog.getByRole("button", { name: "Choose file…" })).toHaveFocus();

  fireEvent.change(dialog.getByLabelText("PKCS#12 file"), { target: { files: [new File(["p12"], "vera.p12")] } });
  const passphrase = dialog.getByLabelText("Passphrase of the file");
  expect(passphrase).toHaveFocus();
  await page.user.type(passphrase, "wrong{Enter}");
  expect(await dialog.findByRole("alert")).toHaveTextContent("The passphrase does not open the file.");
  expect(passphrase).toHaveFocus();
  right = true;
  await page.user.keyboard("sandbox{Enter}");
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  expect(page.core.count("offline.syncNow")).toBe(1);
  const proofs = page.core.calls.filter((each) => each.call === "session.prove").map(({ args }) => args);
  const pkcs12 = btoa("p12");
  expect(proofs.at(-1)).toEqual({ way: "certificate", pkcs12, passphrase: "sandbox" });
});
