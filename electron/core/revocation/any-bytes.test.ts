import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { saidByCrl, soundCrl } from "../../../test/fuzz/borders/crl.ts";
import { byCa, byResponder, saidByOcsp } from "../../../test/fuzz/borders/ocsp.ts";

/*
 * Bytes that the CA did not sign must be rejected or say the same. `npm run fuzz` tests more
 * changes, with the borders `crl`, `ocsp` and `certificates`.
 */
describe.each([
  { name: "an OCSP answer of the CA", bytes: byCa, judge: saidByOcsp },
  { name: "an OCSP answer of a responder", bytes: byResponder, judge: saidByOcsp },
  { name: "a CRL", bytes: soundCrl, judge: saidByCrl },
])("$name", ({ bytes, judge }) => {
  const said = judge(bytes);

  it("is verified unchanged", () => {
    expect(said).not.toHaveProperty("why");
  });

  it("with any one bit flipped is rejected or says the same", () => {
    const wrong = Array.from({ length: bytes.length * 8 }, (_, bit) => bit).filter((bit) => {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const found = judge(changed);
      return !("why" in found) && !isDeepStrictEqual(found, said);
    });
    expect(wrong).toEqual([]);
  }, 60_000);
});
