import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SandboxCard } from "../../../electron/sandbox/virtual-card/content.ts";

/** Kinds of key, as `openssl req -newkey` names them. */
const newKey = {
  "EC P-256": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
  "EC P-384": ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
  "EC P-521": ["ec", "-pkeyopt", "ec_paramgen_curve:P-521"],
  "RSA 2048": ["rsa:2048"],
} as const;
export type KeyKind = keyof typeof newKey;

/**
 * Creates a card with a certificate and key from OpenSSL for each purpose, in the format of the
 * sandbox's cards.
 */
export function opensslCard(number: string, kind: KeyKind): SandboxCard {
  const directory = mkdtempSync(join(tmpdir(), "card-"));
  const file = (name: string): string => join(directory, name);
  try {
    const certificates = (["authentication", "signature", "encryption"] as const).map((purpose) => {
      const request = ["req", "-x509", "-nodes", "-days", "30", "-subj", `/CN=${number} ${purpose}`];
      const out = ["-keyout", file("key.pem"), "-outform", "DER", "-out", file("cert.der")];
      execFileSync("openssl", [...request, "-newkey", ...newKey[kind], ...out], { stdio: "ignore" });
      const pkcs8 = ["pkcs8", "-topk8", "-nocrypt", "-in", file("key.pem"), "-outform", "DER", "-out", file("key.der")];
      execFileSync("openssl", pkcs8);
      const base64 = (name: string): string => readFileSync(file(name)).toString("base64");
      return { purpose, certificate: base64("cert.der"), privateKey: base64("key.der") };
    });
    return { number, pin: "123456", puk: "12345678", certificates };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
