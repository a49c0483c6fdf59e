import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { nothingOffline } from "#shared/ipc/offline.ts";
import { openPage } from "../../testing/test-app.tsx";
import { manager } from "../../testing/test-data.ts";

it("after a log-in with a certificate the file is chosen again, and shown again, and kept nowhere", async () => {
  const error = operatorError("step-up-required");
  const sync = { kind: "waiting", until: "2026-11-20T08:14:00Z", error } as const;
  const counts = { waiting: 1, attention: 0 };
  let right = false;
  const page = await openPage({
    session: { kind: "active", operator: manager, way: "certificate" },
    route: { screen: "offline" },
    overrides: {
      offline: { state: async () => ok({ ...nothingOffline, counts, sync }) },
      session: { prove: async () => (right ? ok(null) : fail(operatorError("certificate-passphrase"))) },
    },
  });
  await page.user.click(await screen.findByRole("button", { name: "Confirm that it is you" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Confirm that it is you" }));
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
