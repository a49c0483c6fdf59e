import { hash } from "node:crypto";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { CaCertificateState, CardState, IdmCertificateState, RevocationReason } from "#shared/domain/states.ts";
import type { Snapshot } from "#shared/idm/object.ts";
import type { CaRecord } from "../ca/ca.ts";
import type { HistoryRecord } from "./history.ts";
import { draws, pick, type Person } from "./people.ts";

/** A certificate as it is when the sandbox is new. `reason` is set if the CA has revoked it. */
interface CertificateFixture extends CaRecord {
  readonly stateInIdm: IdmCertificateState;
  readonly stateInCa: CaCertificateState;
  readonly reason: RevocationReason | null;
  readonly heldBy: string | null;
}

/**
 * A card with the state of its user, its certificates and its history, as they are when the sandbox
 * is new.
 */
export interface CardFixture {
  readonly id: string;
  readonly state: CardState;
  readonly issuedAt: string;
  readonly heldBy: string | null;
  readonly userState: string;
  readonly certificates: readonly CertificateFixture[];
  readonly history: readonly HistoryRecord[];
}

/** An incident with one certificate before any process ran on its card. */
interface Mishap {
  readonly kind: "expired" | "held" | "revoked";
  readonly purpose: CaRecord["purpose"];
}

const day = 24 * 60 * 60 * 1000;

/**
 * When the first card was issued. Fixed, not counted back from today: the same seed gives the same
 * data on every day.
 */
const firstIssue = Date.UTC(2025, 0, 7, 8);
const minute = 60 * 1000;
const minutesOfIssue = (500 * day) / minute;
const mishapAfter = 20 * day;
const shortLife = 90 * day;
const processAfter = 120 * day;
const longLife = 3652 * day;

const lost = "Token reported lost by telephone";

/** Makes card `number` (from 1 on) of a seed, in its state from `cardStates`, for this person. */
export function cardFixture(seed: number, number: number, state: CardState, person: Person): CardFixture {
  const id = `VSC-${String(number).padStart(6, "0")}`;
  const [time = 0, fate = 0, mishapDraw = 0] = draws(seed, "card", number);
  const issuedAt = firstIssue + (time % minutesOfIssue) * minute;
  const mishap = state === "registered" ? null : mishapOf(number, mishapDraw);
  const instance = state === "inactive" || state === "locked" ? instanceId(seed, number) : null;

  const issued = (["authentication", "signature", "encryption"] as const).map((purpose): CertificateFixture => {
    const life = mishap?.kind === "expired" && mishap.purpose === purpose ? shortLife : longLife;
    return {
      serial: serialNumber(seed, number, purpose),
      subject: `CN=${person.name},OU=${person.department},O=Example`,
      purpose,
      notBefore: new Date(issuedAt).toISOString(),
      notAfter: new Date(issuedAt + life).toISOString(),
      stateInIdm: state === "registered" ? "issued" : "valid",
      stateInCa: "valid",
      reason: null,
      heldBy: null,
    };
  });
  const damaged = issued.map((each) => (each.purpose === mishap?.purpose ? afterMishap(each, mishap) : each));
  const certificates = instance === null ? damaged : damaged.map((each) => afterProcess(each, state, instance));

  const entry = { ref: { type: "virtualSmartCard", id }, operator: "Identity Manager", process: null, instance: null };
  const at = (delay: number): string => new Date(issuedAt + delay).toISOString();
  const first = snapshot(state === "registered" ? "registered" : "active", issued);
  const second = snapshot("active", damaged);
  const history: HistoryRecord[] = [{ ...entry, at: at(0), event: "issued", before: null, after: first }];
  if (mishap !== null && mishap.kind !== "expired") {
    const event = mishap.kind === "held" ? "certificateHeld" : "certificateRevoked";
    history.push({ ...entry, at: at(mishapAfter), event, before: first, after: second });
  }
  if (instance !== null) {
    const process = state === "locked" ? "VirtualSmartCardProcLockForOperator" : "VirtualSmartCardProcDeactivate";
    const after = snapshot(state, certificates);
    history.push({ ...entry, at: at(processAfter), event: "process", process, instance, before: second, after });
  }
  const heldBy = state === "inactive" ? instance : null;
  return { id, state, issuedAt: at(0), heldBy, userState: userState(number, state, fate), certificates, history };
}

/**
 * Yields the states of cards 1, 2, 3 …: of every twenty, fourteen are active, four inactive, one
 * registered and one locked, in an order that the seed shuffles. The first four are as documented.
 */
export function* cardStates(seed: number): Generator<CardState, never> {
  for (let block = 0; ; block += 1) {
    const head: readonly CardState[] = block === 0 ? ["active", "inactive", "inactive", "locked"] : [];
    const left = (state: CardState, count: number): CardState[] =>
      Array.from({ length: count - head.filter((each) => each === state).length }, () => state);
    const tail = [...left("active", 14), ...left("inactive", 4), ...left("registered", 1), ...left("locked", 1)];
    const ranks = [...draws(seed, "states", block), ...draws(seed, "more states", block)];
    const shuffled = tail
      .map((state, index) => ({ state, rank: ranks[index] ?? 0 }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ state }) => state);
    yield* [...head, ...shuffled];
  }
}

/**
 * Returns the state of a card's user: inactive for card 3, active for cards 1, 2 and 4 and for
 * every active card; for the others either the state of the card or active.
 */
function userState(number: number, card: CardState, fate: number): string {
  if (number === 3) return "inactive";
  if (number <= 4 || card === "active") return "active";
  return pick([card, "active"], fate);
}

function mishapOf(number: number, draw: number): Mishap | null {
  if (number === 2) return { kind: "revoked", purpose: "encryption" };
  if (number <= 4) return null;
  const mishaps: readonly (Mishap | null)[] = [
    { kind: "expired", purpose: "encryption" },
    { kind: "held", purpose: "signature" },
    { kind: "revoked", purpose: "encryption" },
  ];
  return mishaps[draw % 20] ?? null;
}

function afterMishap(certificate: CertificateFixture, { kind }: Mishap): CertificateFixture {
  switch (kind) {
    case "expired":
      return { ...certificate, stateInIdm: "expired", stateInCa: "expired" };
    case "held":
      return { ...certificate, stateInIdm: "onHold", stateInCa: "onHold", heldBy: lost };
    case "revoked":
      return { ...certificate, stateInIdm: "revoked", stateInCa: "revoked", reason: "superseded" };
    default:
      return assertNever(kind);
  }
}

/**
 * Returns a certificate as the process engine would leave it after its card was deactivated or
 * locked.
 */
function afterProcess(certificate: CertificateFixture, card: CardState, instance: string): CertificateFixture {
  const { stateInCa } = certificate;
  if (card === "inactive" && stateInCa === "valid") {
    return { ...certificate, stateInIdm: "onHold", stateInCa: "onHold", heldBy: instance };
  }
  if (card === "locked" && (stateInCa === "valid" || stateInCa === "onHold")) {
    return { ...certificate, stateInIdm: "revoked", stateInCa: "revoked", reason: "unspecified", heldBy: null };
  }
  return certificate;
}

function snapshot(state: CardState, certificates: readonly CertificateFixture[]): Snapshot {
  return {
    state,
    certificates: certificates.map(({ serial, purpose, stateInIdm, stateInCa }) => ({
      serial,
      purpose,
      stateInIdm,
      stateInCa,
    })),
  };
}

/**
 * Returns a serial of eight octets, positive and without a leading zero (RFC 5280 section 4.1.2.2).
 */
function serialNumber(seed: number, number: number, purpose: string): string {
  return `5${hash("sha256", `${seed}/serial/${number}/${purpose}`).slice(0, 15)}`;
}

/** Returns an id like those of real instances: a UUID (RFC 9562 section 5.8, version 8). */
function instanceId(seed: number, number: number): string {
  const digits = hash("sha256", `${seed}/instance/${number}`);
  const part = (from: number, to: number): string => digits.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-8${part(13, 16)}-a${part(17, 20)}-${part(20, 32)}`;
}
