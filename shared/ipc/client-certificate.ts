import { z } from "zod";
import { secret } from "../personal.ts";
import { base64, instant, label, verbatim } from "../text.ts";

/** Bytes of the longest PKCS#12 file: a key and a few certificates have a few thousand. */
export const longestPkcs12 = 150_000;

/** A PKCS#12 file, as Base64, with what opens it. The core keeps neither beyond the call. */
export const certificateFileSchema = z.object({
  pkcs12: secret(base64(Math.ceil(longestPkcs12 / 3) * 4)),
  passphrase: secret(verbatim(1_000)),
});
export type CertificateFile = z.infer<typeof certificateFileSchema>;

/** Whose certificate it is, who says so, and how long; distinguished names in words. */
export const clientCertificateSchema = z.object({
  subject: label,
  issuer: label,
  from: instant,
  until: instant,
});
export type ClientCertificate = z.infer<typeof clientCertificateSchema>;
