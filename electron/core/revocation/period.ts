/** When something is judged, and by how much the clock of whoever made it may differ from ours. */
export interface Clock {
  readonly now: Date;
  readonly toleranceSeconds: number;
}

/** Where a moment lies to a period, both ends in milliseconds since 1970 and part of the period. */
export function periodVerdict(from: number, until: number, clock: Clock): "current" | "not-yet-valid" | "expired" {
  const now = clock.now.getTime();
  const tolerance = clock.toleranceSeconds * 1000;
  if (from > now + tolerance) return "not-yet-valid";
  return until < now - tolerance ? "expired" : "current";
}
