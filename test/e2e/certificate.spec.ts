import { expect } from "@playwright/test";
import { test } from "./app.ts";
import { chooseCertificate } from "./certificate-file.ts";

test.use({ sandboxFlags: ["--client-certificates"] });

test("the page shows the certificate of a file before it logs in with it, and asks for it again after a log-out", async ({
  app,
}) => {
  const { page } = app;
  await page.getByRole("button", { name: "Log in with a certificate" }).click();
  await expect(page.getByRole("button", { name: "Choose file…" })).toBeFocused();
  await chooseCertificate(app, page, "vscmanager");
  const passphrase = page.getByLabel("Passphrase of the file");
  await expect(passphrase).toBeFocused();

  await passphrase.fill("wrong");
  await passphrase.press("Enter");
  await expect(page.getByRole("alert")).toContainText("The passphrase does not open the file.");
  await expect(passphrase).toBeFocused();

  await passphrase.fill("sandbox");
  await passphrase.press("Enter");
  await expect(page.getByText("CN=Vera Cardell, O=CardDesk Sandbox")).toBeVisible();
  await expect(page.getByText("CN=CardDesk Sandbox Issuing CA, O=CardDesk Sandbox")).toBeVisible();
  await page.getByRole("button", { name: "Log in with this certificate" }).click();
  await expect(page.getByRole("searchbox", { name: "Search" })).toBeFocused();

  await page.getByRole("button", { name: "Account of Vera Cardell" }).click();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("button", { name: "Log in with a certificate" }).click();
  await expect(page.getByLabel("Passphrase of the file")).toHaveValue("");
  await expect(page.getByText("vscmanager.p12")).toBeHidden();
});

test("a revoked certificate is refused with the reason that the back end gives", async ({ app }) => {
  const { page } = app;
  await page.getByRole("button", { name: "Log in with a certificate" }).click();
  await chooseCertificate(app, page, "revoked");
  await page.getByLabel("Passphrase of the file").fill("sandbox");
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("button", { name: "Log in with this certificate" }).click();
  await expect(page.getByRole("alert")).toContainText("The back end does not take this certificate.");
  await expect(page.getByRole("alert")).toContainText("This certificate is revoked or on hold.");
});
