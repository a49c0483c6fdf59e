import { z } from "zod";
import { secret } from "../personal.ts";
import { base64, instant, label, verbatim } from "../text.ts";

/** Maximum size of a PKCS#12 file in bytes: a key and a few certificates have a few thousand. */
export const longestPkcs12 = 150_000;

/** A PKCS#12 file, as Base64, with its passphrase. The core keeps neither beyond the call. */
export const certificateFileSchema = z.object({
  pkcs12: secret(base64(Math.ceil(longestPkcs12 / 3) * 4)),
  passphrase: secret(verbatim(1_000)),
});
export type CertificateFile = z.infer<typeof certificateFileSchema>;

/** Subject, issuer and validity period of a certificate; distinguished names as text. */
export const clientCertificateSchema = z.object({
  subject: label,
  issuer: label,
  from: instant,
  until: instant,
});
export type ClientCertificate = z.infer<typeof clientCertificateSchema>;
