import { createHash, randomBytes } from "node:crypto";
import { bridgeFail, type BridgeResult } from "#shared/bridge/error.ts";
import type { Card, KeyRef, Signature } from "#shared/bridge/messages.ts";
import type { Certificate as IdmCertificate } from "#shared/idm/object.ts";
import type {
  CaAnswer,
  CardCheck,
  CardCheckRow,
  CardCheckSummary,
  CardCheckVerdict,
  Possession,
} from "#shared/ipc/card-check.ts";
import { isLoopback } from "#shared/loopback.ts";
import { caAsker, type CaPorts } from "../revocation/ask-ca.ts";
import { issuedBy, normalSerial, parseCertificate, type Certificate } from "../revocation/certificate.ts";
import { verifySignature } from "../revocation/signed.ts";

/** The effects of the check. */
export interface CheckCardPorts extends CaPorts {
  readonly readCard: () => Promise<BridgeResult<Card>>;
  /**
   * Has the card sign a SHA-256 digest with a key; the caller has already collected the holder's
   * PIN, which does not pass through here. Null: no proof is wanted.
   */
  readonly sign: ((key: KeyRef, digest: Uint8Array) => Promise<BridgeResult<Signature>>) | null;
}

/** The expected content of the card. */
export interface Expected {
  /** The certificates of the virtual smart card in Identity Manager. */
  readonly certificates: readonly IdmCertificate[];
  /** Certificates of the CAs that issue to cards, from the trusted back end. */
  readonly issuers: readonly Certificate[];
}

/** The PIV authentication key (NIST SP 800-73-4 part 1, section 3.1.3). */
const authenticationKey: KeyRef = "9A";

/**
 * **Check this card**: compares the card's certificates with those of Identity Manager, asks the CA
 * about each, and optionally has the card sign a challenge. Fails only if the card cannot be read;
 * `card-unknown` for a card of another kind.
 */
export async function checkCard(ports: CheckCardPorts, expected: Expected): Promise<BridgeResult<CardCheck>> {
  const read = await ports.readCard();
  if (!read.ok) return read;
  if (read.value.kind === "unknown") return bridgeFail("card-unknown");
  const { pin, certificates } = read.value;
  const ask = caAsker(ports);
  const onCard = await Promise.all(certificates.map((entry) => judge(entry, expected, ask)));
  const rows = [...onCard.map(({ row }) => row), ...missingRows(onCard, expected)];
  const possession = await provePossession(ports.sign, onCard);
  const summary = summaryOf(rows, possession);
  return { ok: true, value: { summary, rows, possession, pin, checkedAt: ports.now().toISOString() } };
}

/**
 * Allows the back end's host on any port, and this machine: a certificate's address must not send
 * the client into other networks.
 */
export function backEndOrLoopback(backEnd: URL): (address: URL) => boolean {
  return (address) => address.hostname === backEnd.hostname || isLoopback(address);
}

/** A row with its certificate, if the CA's signature on it was verified. */
interface Judged {
  readonly row: CardCheckRow;
  readonly genuine: Certificate | null;
}

async function judge(
  { key, der }: { key: KeyRef; der: string },
  { certificates, issuers }: Expected,
  ask: ReturnType<typeof caAsker>,
): Promise<Judged> {
  const certificate = parseCertificate(Buffer.from(der, "base64"));
  const serialOnCard = certificate?.serial ?? null;
  const listed = certificates.find(({ serial }) => normalSerial(serial) === serialOnCard);
  const inIdm = listed === undefined ? null : shownInIdm(listed);
  const row = { key, serialOnCard, inIdm };
  const notAsked = { kind: "not-asked" } as const;
  if (certificate === null) return { row: { ...row, ca: notAsked, verdict: "unreadable" }, genuine: null };
  const issuer = issuers.find((candidate) => issuedBy(certificate, candidate) === "right");
  if (issuer === undefined) return { row: { ...row, ca: notAsked, verdict: "not-of-this-ca" }, genuine: null };
  const ca = await ask(certificate, issuer);
  return { row: { ...row, ca, verdict: verdictOf(inIdm, ca) }, genuine: certificate };
}

function verdictOf(inIdm: CardCheckRow["inIdm"], ca: CaAnswer): CardCheckVerdict {
  if (inIdm === null) return "not-in-idm";
  if (ca.kind !== "verified") return "unconfirmed";
  return ca.status === inIdm.stateInCa ? "agrees" : "differs";
}

function missingRows(onCard: readonly Judged[], { certificates }: Expected): CardCheckRow[] {
  const present = new Set(onCard.map(({ row }) => row.serialOnCard));
  return certificates
    .filter(({ serial }) => !present.has(normalSerial(serial)))
    .map((certificate) => ({
      key: null,
      serialOnCard: null,
      inIdm: shownInIdm(certificate),
      ca: { kind: "not-asked" },
      verdict: "not-on-card",
    }));
}

const shownInIdm = ({ serial, purpose, stateInIdm, stateInCa }: IdmCertificate): CardCheckRow["inIdm"] => ({
  serial: normalSerial(serial),
  purpose,
  stateInIdm,
  stateInCa: stateInCa.status,
});

/** AlgorithmIdentifier (DER) of a card's signature algorithms. */
const algorithms: Readonly<Record<Signature["algorithm"], string>> = {
  "ecdsa-sha256": "300a06082a8648ce3d040302",
  "rsa-sha256": "300d06092a864886f70d01010b0500",
};

/**
 * Has the card sign a challenge. The PIN, which has few tries, is only sent to a card with an
 * expected certificate.
 */
async function provePossession(sign: CheckCardPorts["sign"], onCard: readonly Judged[]): Promise<Possession> {
  const judged = onCard.find(({ row }) => row.key === authenticationKey);
  const expected = onCard.some(({ row }) => row.inIdm !== null);
  if (sign === null || !expected) return { kind: "not-asked" };
  const key = authenticationKey;
  if (judged === undefined || judged.genuine === null || judged.row.inIdm === null)
    return { kind: "failed", key, error: { code: "key-missing", detail: "no genuine authentication certificate" } };
  // The prefix makes the signature useless for any other purpose.
  const challenge = Buffer.concat([Buffer.from("CardDesk: check this card\n"), randomBytes(32)]);
  const signed = await sign(key, createHash("sha256").update(challenge).digest());
  if (!signed.ok) return { kind: "failed", key, error: signed.error };
  const signature = Buffer.from(signed.value.signature, "base64");
  const algorithm = Buffer.from(algorithms[signed.value.algorithm], "hex");
  const verdict = verifySignature({ tbs: challenge, algorithm, signature }, judged.genuine.publicKeyInfo);
  return { kind: verdict === "right" ? "proved" : "wrong-signature", key };
}

/** States in Identity Manager of certificates that may be missing on the card. */
const finalStates = ["revoked", "expired"];

function summaryOf(rows: readonly CardCheckRow[], possession: Possession): CardCheckSummary {
  const onCard = rows.filter(({ key }) => key !== null);
  const has = (...verdicts: CardCheckVerdict[]): boolean => onCard.some(({ verdict }) => verdicts.includes(verdict));
  if (onCard.length === 0) return "no-certificates";
  if (onCard.every(({ inIdm }) => inIdm === null)) return "other-card";
  const forged = onCard.some(({ verdict, inIdm }) => verdict === "not-of-this-ca" && inIdm !== null);
  if (forged || possession.kind === "wrong-signature") return "not-genuine";
  if (has("differs", "not-in-idm", "not-of-this-ca")) return "differs";
  if (has("unconfirmed", "unreadable")) return "unconfirmed";
  const missing = rows.some(
    ({ verdict, inIdm }) => verdict === "not-on-card" && !finalStates.includes(inIdm?.stateInIdm ?? ""),
  );
  if (missing) return "incomplete";
  return possession.kind === "failed" ? "not-proved" : "confirmed";
}
