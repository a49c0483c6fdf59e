/** The time of a check, and how far the issuer's clock may differ from ours. */
export interface Clock {
  readonly now: Date;
  readonly toleranceSeconds: number;
}

/** Judges whether a period is current. Both ends are inclusive, in milliseconds since 1970. */
export function periodVerdict(from: number, until: number, clock: Clock): "current" | "not-yet-valid" | "expired" {
  const now = clock.now.getTime();
  const tolerance = clock.toleranceSeconds * 1000;
  if (from > now + tolerance) return "not-yet-valid";
  return until < now - tolerance ? "expired" : "current";
}
