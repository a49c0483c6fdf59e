import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { lookUp, verifyCrl } from "../../../electron/core/revocation/crl.ts";
import { accepted, inProcess, refused } from "../border.ts";
import { anyDer, bytesLike, mutations } from "../bytes.ts";
import { ca, card, clock, lost, signed, tbsOf, type MaybeSigned } from "../ca.ts";
import { fuzzer } from "../run.ts";

export const soundCrl = ca.crl({
  extensions: ["issuingDistributionPoint=critical,fullname:URI:http://ca.example/crl"],
});

/** Returns the content of a CRL, or why it is rejected. */
export function saidByCrl(crl: Uint8Array): { readonly why: string } | { readonly content: unknown } {
  const found = verifyCrl({ crl, issuer: ca.self.certificate, ...clock });
  if (found.kind === "rejected") return { why: found.why };
  const { thisUpdate, nextUpdate, entries } = found;
  return {
    content: [thisUpdate, nextUpdate, entries.count, ...[card, lost].map((each) => lookUp(found, each.certificate))],
  };
}
const right = saidByCrl(soundCrl);

/** CRLs, which must be rejected or have exactly the content that the CA has signed. */
export const fuzz = fuzzer<MaybeSigned>({
  arbitrary: fc.oneof(
    fc.record({ isSigned: fc.constant(false), bytes: fc.oneof(bytesLike(soundCrl), anyDer) }),
    fc.record({ isSigned: fc.constant(true), bytes: mutations(tbsOf(soundCrl)).map(signed) }),
  ),
  open: async () =>
    inProcess(({ isSigned, bytes }) => {
      const found = saidByCrl(bytes);
      if ("why" in found) return refused(found.why);
      if (!isSigned && !isDeepStrictEqual(found, right)) throw new Error("It says what the CA has not signed.");
      return accepted;
    }),
});
