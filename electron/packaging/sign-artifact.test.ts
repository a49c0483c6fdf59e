import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import signArtifact from "./sign-artifact.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "carddesk-sign-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Packages are made and signed on Linux only. */
const packages = process.platform === "linux" ? ["carddesk_0.1.0_amd64.deb", "CardDesk-0.1.0.AppImage"] : [];

/** Signs a package of a system; `verify` then checks it with GnuPG. */
function sign(name: string, nodeName = "linux", forceCodeSigning = true): string {
  const file = join(folder, name);
  writeFileSync(file, "a package");
  signArtifact({ file, packager: { platform: { nodeName }, forceCodeSigning } });
  return file;
}

describe("the signature of a Linux package", () => {
  test.each(packages)("is made with the site's key beside %s, and fits no other file", (name) => {
    vi.stubEnv("GNUPGHOME", folder);
    const gpg = (...args: string[]): void => void execFileSync("gpg", ["--batch", ...args], { stdio: "pipe" });
    gpg("--passphrase", "", "--quick-generate-key", "site@example.org", "ed25519", "sign", "never");
    vi.stubEnv("CARDDESK_GPG_KEY", "site@example.org");
    const file = sign(name);
    expect(() => gpg("--verify", `${file}.asc`, file)).not.toThrow();
    writeFileSync(file, "another package");
    expect(() => gpg("--verify", `${file}.asc`, file)).toThrow("BAD signature");
    execFileSync("gpgconf", ["--kill", "all"]);
  });

  test("is required: without a key the build fails", () => {
    vi.stubEnv("CARDDESK_GPG_KEY", "");
    expect(() => sign("carddesk.deb")).toThrow("CARDDESK_GPG_KEY");
  });

  test("is left out of a trial build, and for a system with its own signatures", () => {
    vi.stubEnv("CARDDESK_GPG_KEY", "");
    expect(existsSync(`${sign("carddesk.deb", "linux", false)}.asc`)).toBe(false);
    expect(existsSync(`${sign("CardDesk.exe", "win32")}.asc`)).toBe(false);
  });
});
