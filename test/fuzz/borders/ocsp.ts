import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { buildOcspRequest, verifyOcspResponse } from "../../../electron/core/revocation/ocsp.ts";
import { accepted, inProcess, refused } from "../border.ts";
import { anyDer, bytesLike, derOf, mutations } from "../bytes.ts";
import { ca, clock, lost, signed, tbsOf, type MaybeSigned } from "../ca.ts";
import { fuzzer } from "../run.ts";

const about = { certificate: lost.certificate, issuer: ca.self.certificate, nonce: new Uint8Array(32).fill(7) };
const request = buildOcspRequest(about);
const responder = ca.issue("Responder", { extensions: ["extendedKeyUsage=OCSPSigning", "noCheck=yes"] });
export const byCa = ca.ocsp(request, ca.self, ["-ndays", "1"]);
export const byResponder = ca.ocsp(request, responder, ["-ndays", "1"]);

const basicType = Buffer.from("06092b0601050507300101", "hex");
const answer = (basic: Uint8Array): Uint8Array =>
  derOf(0x30, derOf(0x0a, Uint8Array.of(0)), derOf(0xa0, derOf(0x30, basicType, derOf(0x04, basic))));
const tbs = tbsOf(byCa.subarray(byCa.indexOf(basicType) + basicType.length + 4));

/**
 * Returns the content of an answer, or why it is rejected. Leaves out the signer, whose certificate
 * has unsigned bits.
 */
export function saidByOcsp(response: Uint8Array): { readonly why: string } | { readonly content: unknown } {
  const found = verifyOcspResponse({ ...about, ...clock, response });
  return found.kind === "rejected" ? { why: found.why } : { content: { ...found, signer: null } };
}
const right = [byCa, byResponder].map(saidByOcsp);

/** OCSP answers, which must be rejected or have exactly the content that the CA has signed. */
export const fuzz = fuzzer<MaybeSigned>({
  arbitrary: fc.oneof(
    fc.record({ isSigned: fc.constant(false), bytes: fc.oneof(bytesLike(byCa), bytesLike(byResponder), anyDer) }),
    fc.record({ isSigned: fc.constant(true), bytes: mutations(tbs).map((changed) => answer(signed(changed))) }),
  ),
  open: async () =>
    inProcess(({ isSigned, bytes }) => {
      const found = saidByOcsp(bytes);
      if ("why" in found) return refused(found.why);
      if (!isSigned && !right.some((each) => isDeepStrictEqual(found, each)))
        throw new Error("It says what the CA has not signed.");
      return accepted;
    }),
});
