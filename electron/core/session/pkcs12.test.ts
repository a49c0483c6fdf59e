import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { OpensslCa } from "../../../test/fixtures/openssl-ca.ts";
import { derOf } from "../../../test/fuzz/bytes.ts";
import { openPkcs12 } from "./pkcs12.ts";
import { roundsOf } from "./pkcs12-rounds.ts";

const ca = new OpensslCa();
afterAll(() => ca[Symbol.dispose]());
const { certificateFile, keyFile } = ca.issue("Vera Cardell", { extensions: ["extendedKeyUsage=clientAuth"] });

/** Runs `openssl pkcs12 -export` with these options and returns the file. */
function exported(...options: readonly string[]): Buffer {
  const file = ca.file("made.p12");
  ca.run([
    "pkcs12",
    "-export",
    "-in",
    certificateFile,
    "-inkey",
    keyFile,
    "-passout",
    "pass:x",
    "-out",
    file,
    ...options,
  ]);
  return readFileSync(file);
}

/** Returns the subject of the certificate, or the error code. */
function opened(file: Uint8Array): string {
  const found = openPkcs12({ pkcs12: Buffer.from(file).toString("base64"), passphrase: "x" }, Date.now());
  return found.ok ? found.value.certificate.subject : found.error.code;
}

/** The header of the DER element at `at`: its tag, and where its content starts and ends. */
function headerAt(der: Uint8Array, at: number): { readonly tag: number; readonly start: number; readonly end: number } {
  const [tag = 0, first = 0] = der.subarray(at);
  const more = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + more;
  const length = first < 0x80 ? first : Number(`0x${Buffer.from(der.subarray(at + 2, start)).toString("hex")}`);
  return { tag, start, end: start + length };
}

/** Whether it is one SEQUENCE; a salt or a ciphertext may begin like one. */
const isSequence = (content: Uint8Array): boolean => content[0] === 0x30 && headerAt(content, 0).end === content.length;

/** Replaces each element of DER by what `changed` returns, also inside of OCTET STRINGs. */
function rewritten(der: Uint8Array, changed: (element: Uint8Array) => Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < der.length;) {
    const { tag, start, end } = headerAt(der, at);
    const content = der.subarray(start, end);
    const isStructure = (tag & 0x20) !== 0 || (tag === 0x04 && isSequence(content));
    parts.push(changed(isStructure ? derOf(tag, rewritten(content, changed)) : der.subarray(at, end)));
    at = end;
  }
  return Buffer.concat(parts);
}

const sound = exported("-iter", "2345");
const rounds = Buffer.from("02020929", "hex");
/**
 * Returns a file with thirty million rounds at one of three places: the certificates, the key, the
 * MAC.
 */
const endlessAt = (place: number): Uint8Array => {
  let found = 0;
  return rewritten(sound, (element) =>
    rounds.equals(element) && (found += 1) === place ? Buffer.from("020401c9c380", "hex") : element,
  );
};
/** Rewrites DER as BER of older programs: structures of indefinite length, octets in pieces. */
const inBer = (der: Uint8Array): Uint8Array =>
  rewritten(der, (element) => {
    const [tag = 0, first = 0] = element;
    const content = element.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f));
    const end = Buffer.alloc(2);
    if (tag === 0x30) return Buffer.concat([Buffer.of(0x30, 0x80), content, end]);
    if (tag !== 0x04 || content.length < 3) return element;
    const pieces = [content.subarray(0, 2), content.subarray(2)].map((piece) => derOf(0x04, piece));
    return Buffer.concat([Buffer.of(0x24, 0x80), ...pieces, end]);
  });

test("a file of OpenSSL is opened: in DER, in BER, with a browser's 600,000 rounds, and unencrypted", () => {
  expect(opened(sound)).toBe("CN=Vera Cardell");
  // Without a MAC, which covers the bytes in DER.
  expect(opened(inBer(exported("-iter", "2345", "-nomac")))).toBe("CN=Vera Cardell");
  expect(opened(exported("-iter", "600000"))).toBe("CN=Vera Cardell");
  expect(opened(exported("-iter", "2345", "-keypbe", "NONE", "-certpbe", "NONE"))).toBe("CN=Vera Cardell");
});

test.each([
  ["certificates", 1],
  ["key", 2],
  ["MAC", 3],
])("a file whose derivation for the %s would hold up the core is not begun, in DER and in BER", (_, place) => {
  const file = endlessAt(place);
  expect(file.length).toBe(sound.length + 2);
  expect(opened(file)).toBe("certificate-unreadable");
  expect(opened(inBer(file))).toBe("certificate-unreadable");
});

/** Calls `call` with this many more frames on the stack. */
const within = <T>(frames: number, call: () => T): T => (frames > 0 ? within(frames - 1, call) : call());

test("a certificate whose period has an invalid date is reported as unreadable", () => {
  const file = exported("-nomac", "-keypbe", "NONE", "-certpbe", "NONE");
  const at = file.indexOf(Buffer.from("170d", "hex")) + 2;
  expect(opened(file)).toBe("CN=Vera Cardell");
  // Month 99 in a UTCTime, YYMMDDHHMMSSZ.
  file.write("269913", at, "latin1");
  // Node's date is then uninitialised memory: often, but not always, an invalid date.
  const answers = Array.from({ length: 200 }, (_, depth) => within(depth, () => opened(file)));
  expect(new Set(answers)).toEqual(new Set(["certificate-unreadable"]));
});

test("a certificate without a name is shown without one", () => {
  const nameless = ca.file("nameless.pem");
  ca.run(["req", "-x509", "-new", "-key", keyFile, "-subj", "/", "-days", "9", "-out", nameless]);
  const file = ca.file("nameless.p12");
  ca.run(["pkcs12", "-export", "-in", nameless, "-inkey", keyFile, "-passout", "pass:x", "-out", file]);
  expect(opened(readFileSync(file))).toBe("");
});

test("a file with scrypt, or with too many nested parts, counts as one of infinite rounds", () => {
  const scrypt = Buffer.from("06092b06010401da47040b", "hex");
  expect(roundsOf(derOf(0x30, scrypt))).toBe(Infinity);
  let deep: Uint8Array = rounds;
  for (let n = 0; n < 1_000; n += 1) deep = derOf(n % 2 === 0 ? 0x30 : 0x04, deep);
  expect(roundsOf(deep)).toBe(Infinity);
});
