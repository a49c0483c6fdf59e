import { z } from "zod";
import { word } from "../text.ts";
import { assertNever } from "./assert-never.ts";
import type { Change } from "./change.ts";
import type { Ref } from "./ref.ts";
import { revocationReasons } from "./states.ts";

const revokeSchema = z.object({ kind: z.literal("revoke"), reason: z.enum(revocationReasons) });

/**
 * The effect of a process on the certificates of an object. `hold`: those that are valid in the CA
 * are put on hold; `release`: those that this object's deactivation put on hold are released and
 * get `stateInIdm`; `revoke`: permanent; `forget`: Identity Manager drops them, the CA keeps them
 * as they are; `keep`: no change.
 */
const certificateEffectSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("hold") }),
  z.object({ kind: z.literal("release"), stateInIdm: word }),
  revokeSchema,
  z.object({ kind: z.literal("forget") }),
  z.object({ kind: z.literal("keep") }),
]);
export type CertificateEffect = z.infer<typeof certificateEffectSchema>;

/**
 * The effect of a process on an object and its certificates. `state` null: the object is deleted.
 */
export const effectSchema = z.object({ state: word.nullable(), certificates: certificateEffectSchema });
export type Effect = z.infer<typeof effectSchema>;

/** A certificate as it is now, in both state columns. `heldBy`: what put it on hold. */
export interface CertificateNow {
  readonly serial: string;
  readonly purpose: string;
  readonly stateInIdm: string;
  readonly stateInCa: string;
  readonly heldBy: string | null;
}

/** An object as it is now. `heldBy`: the deactivation that put it on hold. */
export interface Subject<R extends Ref = Ref> {
  readonly ref: R;
  readonly label: string;
  readonly state: string;
  readonly version: number;
  readonly heldBy: string | null;
  readonly certificates: readonly CertificateNow[];
}

/** The request to the CA about a certificate. */
type CaRequest = { readonly kind: "none" | "hold" | "release" } | Readonly<z.infer<typeof revokeSchema>>;

/**
 * The request to the CA about one certificate, and the states that result; `stateInIdm` null:
 * Identity Manager no longer has it.
 */
export interface CertificatePlan {
  readonly now: CertificateNow;
  readonly request: CaRequest;
  readonly stateInIdm: string | null;
  readonly stateInCa: string;
  readonly note?: "held-for-another-cause" | "already-revoked" | "expired";
}

/**
 * The planned changes of one object. A process has a plan for every object that it touches; all
 * plans are carried out or none.
 */
export interface ObjectPlan<R extends Ref = Ref> {
  readonly subject: Subject<R>;
  readonly effect: Effect;
  readonly certificates: readonly CertificatePlan[];
}

/** Plans what an effect would do to an object as it is now. */
export function planFor<R extends Ref>(subject: Subject<R>, effect: Effect): ObjectPlan<R> {
  const certificates = subject.certificates.map((now) => planCertificate(now, subject, effect.certificates));
  return { subject, effect, certificates };
}

/**
 * Decides by the state in the CA, not in Identity Manager: after a documented reactivation the
 * latter is still on hold while the certificate is valid.
 */
function planCertificate(now: CertificateNow, subject: Subject, effect: CertificateEffect): CertificatePlan {
  const same = { now, request: { kind: "none" }, stateInIdm: now.stateInIdm, stateInCa: now.stateInCa } as const;
  if (effect.kind === "keep") return same;
  if (effect.kind === "forget") return { ...same, stateInIdm: null };
  if (now.stateInCa === "revoked") return { ...same, note: "already-revoked" };
  if (now.stateInCa === "expired") return { ...same, note: "expired" };
  switch (effect.kind) {
    case "hold":
      if (now.stateInCa === "onHold") return { ...same, note: "held-for-another-cause" };
      return { now, request: { kind: "hold" }, stateInIdm: "onHold", stateInCa: "onHold" };
    case "release":
      if (now.stateInCa !== "onHold") return same;
      if (subject.heldBy === null || now.heldBy !== subject.heldBy) return { ...same, note: "held-for-another-cause" };
      return { now, request: { kind: "release" }, stateInIdm: effect.stateInIdm, stateInCa: "valid" };
    case "revoke":
      return { now, request: effect, stateInIdm: "revoked", stateInCa: "revoked" };
    default:
      return assertNever(effect);
  }
}

/**
 * Returns each value that a plan changes or leaves alone, as it is shown. `name` returns the name
 * of a purpose in the operator's language.
 */
export function changesOf({ subject, effect, certificates }: ObjectPlan, name: (purpose: string) => string): Change[] {
  const { ref, label } = subject;
  return [
    { subject: { ...ref, label }, what: "state", before: subject.state, after: effect.state },
    ...certificates.flatMap(({ now, stateInIdm, stateInCa, note }) => {
      const about = { type: "certificate", id: now.serial, label: `${name(now.purpose)} ${now.serial}` };
      const noted = note === undefined ? {} : { note };
      return [
        { subject: about, what: "stateInIdm", before: now.stateInIdm, after: stateInIdm, ...noted },
        { subject: about, what: "stateInCa", before: now.stateInCa, after: stateInCa, ...noted },
      ];
    }),
  ];
}
