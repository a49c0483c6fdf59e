import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { longestPkcs12 } from "#shared/ipc/client-certificate.ts";
import type { OfferedWay } from "#shared/ipc/session.ts";
import { openPage } from "../../testing/test-app.tsx";

const withCertificate = () => screen.getByRole("button", { name: "Log in with a certificate" });
const chooseFile = () => screen.getByRole("button", { name: "Choose file…" });
const passphrase = () => screen.getByLabelText("Passphrase of the file");
const open = () => screen.getByRole("button", { name: "Open" });
const use = () => screen.getByRole("button", { name: "Log in with this certificate" });

const file = (content: BlobPart = "p12", name = "vera.p12"): File => new File([content], name);

/** Puts a file into the field, as the system's file dialog would. */
function choose(chosen: File): void {
  fireEvent.change(screen.getByLabelText("PKCS#12 file"), { target: { files: [chosen] } });
}

const page = (ways: OfferedWay[] = [{ way: "password" }, { way: "certificate" }], session = {}) =>
  openPage({ session: { kind: "none" }, overrides: { session: { ways: async () => ok(ways), ...session } } });

describe("log in with a certificate", () => {
  it("shows subject, issuer and end of the certificate before it is used", async () => {
    const { user, core } = await page();
    await user.click(withCertificate());
    expect(chooseFile()).toHaveFocus();
    choose(file());
    expect(await screen.findByText("vera.p12")).toBeVisible();
    expect(passphrase()).toHaveFocus();
    await user.type(passphrase(), "sandbox{Enter}");

    expect(await screen.findByText("CN=Vera Manager, O=City")).toBeVisible();
    expect(screen.getByText("CN=City CA")).toBeVisible();
    expect(screen.getByText("31 Dec 2031")).toBeVisible();
    expect(core.count("session.logInWithCertificate")).toBe(0);
    await user.click(use());
    await waitFor(() => expect(screen.getByRole("searchbox", { name: "Search" })).toHaveFocus());
  });

  it("reports a wrong passphrase and focuses its field; another file clears the report", async () => {
    const { user } = await page();
    await user.click(withCertificate());
    choose(file());
    await user.type(passphrase(), "wrong");
    await user.click(open());
    expect(await screen.findByRole("alert")).toHaveTextContent("The passphrase does not open the file.");
    expect(passphrase()).toHaveFocus();
    // Another file is a new attempt.
    choose(file("other", "other.p12"));
    await waitFor(() => expect(screen.queryByRole("alert")).not.toBeInTheDocument());
  });

  it("asks for a file if none is chosen, and does not send one that is too long", async () => {
    const { user, core } = await page();
    await user.click(withCertificate());
    await user.click(open());
    expect(screen.getByRole("alert")).toHaveTextContent("Choose a file.");
    expect(chooseFile()).toHaveFocus();
    choose(file("x".repeat(longestPkcs12 + 1)));
    await user.click(open());
    expect(await screen.findByRole("alert")).toHaveTextContent("not a PKCS#12 file");
    expect(core.count("session.readCertificate")).toBe(0);
  });

  it("shows why the back end refuses the certificate, and asks for file and passphrase again", async () => {
    const refused = fail(operatorError("certificate-refused", { detail: "This certificate is revoked." }));
    const { user } = await page(undefined, { logInWithCertificate: async () => refused });
    await user.click(withCertificate());
    choose(file());
    await user.type(passphrase(), "sandbox{Enter}");
    await user.click(await screen.findByRole("button", { name: "Log in with this certificate" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("does not take this certificate");
    expect(screen.getByRole("alert")).toHaveTextContent("This certificate is revoked.");
    expect(open()).toBeVisible();
    expect(screen.queryByText("CN=City CA")).not.toBeInTheDocument();
  });

  it("is shown at once if it is the only way", async () => {
    await page([{ way: "certificate" }]);
    expect(chooseFile()).toBeVisible();
    expect(screen.queryByLabelText("Password")).not.toBeInTheDocument();
  });

  it("is not shown if it is not offered", async () => {
    await page([{ way: "password" }]);
    expect(screen.getByLabelText("Password")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Log in with a certificate" })).not.toBeInTheDocument();
  });
});
