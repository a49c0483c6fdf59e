import { X509Certificate } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What openssl says of a certificate: the words of `openssl ocsp` and of `openssl verify -crl_check`. */
export interface OpensslSays {
  readonly ocsp: string;
  readonly crl: string;
}

/** Lets openssl ask the CA of a sandbox, as any relying party would. */
export async function askOpenssl(sandbox: string, serial: string): Promise<OpensslSays> {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-test-openssl-"));
  const openssl = (...args: string[]): string => {
    try {
      return execFileSync("openssl", args, { cwd: directory, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    } catch (fault) {
      return fault instanceof Error ? fault.message : "";
    }
  };
  const download = async (path: string): Promise<Buffer> => {
    const response = await fetch(sandbox + path);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  };
  try {
    const certificates = { root: "root", issuing: "issuing", leaf: `certificates/${serial}` };
    for (const [name, path] of Object.entries(certificates)) {
      const certificate = new X509Certificate(await download(`/ca/${path}.cer`));
      writeFileSync(join(directory, `${name}.pem`), certificate.toString());
    }
    writeFileSync(join(directory, "crl.der"), await download("/ca/issuing.crl"));
    openssl("crl", "-inform", "DER", "-in", "crl.der", "-out", "crl.pem");
    const path = ["-CAfile", "root.pem", "-untrusted", "issuing.pem"];
    const question = ["-issuer", "issuing.pem", "-cert", "leaf.pem", "-url", `${sandbox}/ca/ocsp`];
    return {
      ocsp: openssl("ocsp", ...question, "-CAfile", "root.pem", "-verify_other", "issuing.pem"),
      crl: openssl("verify", "-crl_check", ...path, "-CRLfile", "crl.pem", "leaf.pem"),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
