import { readFileSync } from "node:fs";
import fc from "fast-check";
import { clientCertificateSchema, longestPkcs12 } from "#shared/ipc/client-certificate.ts";
import { DerReader, tags } from "../../../electron/core/revocation/der.ts";
import { openPkcs12 } from "../../../electron/core/session/pkcs12.ts";
import { accepted, inProcess, refused } from "../border.ts";
import { anyDer, bytesLike, derOf } from "../bytes.ts";
import type { Issued } from "../../fixtures/openssl-ca.ts";
import { ca } from "../ca.ts";
import { fuzzer } from "../run.ts";

/** A file chosen by an operator, and the passphrase that should open it. */
interface Input {
  readonly bytes: Uint8Array;
  readonly passphrase: string;
}

const passphrase = "sandbox";
const usage = (name: string): Issued => ca.issue(name, { extensions: [`extendedKeyUsage=${name}`] });
const client = usage("clientAuth");

/** Runs `openssl pkcs12 -export` with these options. */
function exported({ certificateFile, keyFile }: Issued, ...options: readonly string[]): Buffer {
  const file = ca.file("made.p12");
  const from = ["-in", certificateFile, "-inkey", keyFile, "-certfile", ca.self.certificateFile];
  ca.run(["pkcs12", "-export", ...from, "-passout", `pass:${passphrase}`, "-out", file, ...options]);
  return readFileSync(file);
}
const quick = ["-iter", "1"];
const sound = [
  exported(client, ...quick),
  exported(client, ...quick, "-keypbe", "NONE", "-certpbe", "NONE"),
  exported(client, ...quick, "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"),
  exported(client, ...quick, "-nomac"),
  exported(client, ...quick, "-nokeys"),
  exported(usage("codeSigning"), ...quick),
];

/**
 * Returns the file with another iteration count of its MAC key derivation (RFC 7292, section 4).
 */
function withRounds(file: Uint8Array, rounds: Uint8Array): Uint8Array {
  const pfx = new DerReader(file).inside(tags.sequence);
  const [version, safe, mac] = [pfx.raw(), pfx.raw(), pfx.inside(tags.sequence)];
  return derOf(0x30, version, safe, derOf(0x30, mac.raw(), mac.raw(), derOf(0x02, rounds)));
}
const rounds = fc.oneof(
  fc.uint8Array({ maxLength: 9 }),
  fc.constantFrom(Uint8Array.of(0x7f, 0xff, 0xff, 0xff), Uint8Array.of(0x00, 0xff, 0xff, 0xff, 0xff), Uint8Array.of(0)),
);

/**
 * PKCS#12 files for the certificate log-in, which must give the certificate or the reason for the
 * refusal. Opening one blocks the core, so it must be quick.
 */
export const fuzz = fuzzer<Input>({
  arbitrary: fc.record({
    bytes: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...sound).chain(bytesLike) },
      { weight: 1, arbitrary: rounds.map((count) => withRounds(sound[0] ?? Buffer.alloc(0), count)) },
      { weight: 1, arbitrary: anyDer },
      { weight: 1, arbitrary: fc.nat(longestPkcs12).map((length) => derOf(0x30, Buffer.alloc(length))) },
    ),
    passphrase: fc.oneof(
      { weight: 8, arbitrary: fc.constant(passphrase) },
      { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 50 }) },
      { weight: 1, arbitrary: fc.constantFrom("", "\0", "x".repeat(1_000), `${passphrase}\0x`) },
    ),
  }),
  open: async () =>
    inProcess(({ bytes, passphrase }) => {
      const opened = openPkcs12({ pkcs12: Buffer.from(bytes).toString("base64"), passphrase }, Date.now());
      if (!opened.ok && !opened.error.code.startsWith("certificate-"))
        throw new Error(`It answers ${opened.error.code}.`);
      if (!opened.ok) return refused(opened.error.code);
      clientCertificateSchema.parse(opened.value.certificate);
      return accepted;
    }),
});
