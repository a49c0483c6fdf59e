import fc from "fast-check";
import {
  crlAddresses,
  issuedBy,
  ocspAddresses,
  parseCertificate,
  sameBytes,
} from "../../../electron/core/revocation/certificate.ts";
import { accepted, inProcess, refused } from "../border.ts";
import { anyDer, bytesLike, mutations } from "../bytes.ts";
import { ca, card, signed, tbsOf, type MaybeSigned } from "../ca.ts";
import { fuzzer } from "../run.ts";

const { der } = card.certificate;

/** Certificates of a card. None may be accepted as issued by the CA unless the CA has signed it. */
export const fuzz = fuzzer<MaybeSigned>({
  arbitrary: fc.oneof(
    fc.record({ isSigned: fc.constant(false), bytes: fc.oneof(bytesLike(der), anyDer) }),
    fc.record({ isSigned: fc.constant(true), bytes: mutations(tbsOf(der)).map(signed) }),
  ),
  open: async () =>
    inProcess(({ isSigned, bytes }) => {
      const found = parseCertificate(bytes);
      if (found === null) return refused("no certificate");
      for (const address of [...ocspAddresses(found), ...crlAddresses(found)]) URL.parse(address);
      const verdict = issuedBy(found, ca.self.certificate);
      if (verdict !== "right") return refused(verdict);
      if (!isSigned && !sameBytes(bytes, der)) throw new Error("It is taken for one of the CA.");
      return accepted;
    }),
});
