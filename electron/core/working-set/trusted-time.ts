import { z } from "zod";
import type { Clock } from "../clock.ts";

/**
 * A moment at which the back end sent its time: `contact` is that time, `wall` and `uptime` are the
 * machine's clocks at that moment; all in milliseconds.
 */
const anchorSchema = z.object({ contact: z.number().int(), wall: z.number(), uptime: z.number() });
export type Anchor = z.infer<typeof anchorSchema>;

export const anchorAt = (contact: number, clock: Clock): Anchor => ({
  contact,
  wall: clock.now(),
  uptime: clock.uptime(),
});

/**
 * Returns the milliseconds since the anchor. Setting the clock has no effect until the machine
 * restarts; then only the time of day is left, and at least the uptime has passed. The back end
 * checks against its own clock in the end.
 */
function elapsedSince(anchor: Anchor, clock: Clock): number {
  const byUptime = clock.uptime() - anchor.uptime;
  return Math.round(byUptime >= 0 ? byUptime : Math.max(clock.now() - anchor.wall, clock.uptime()));
}

/**
 * Returns the best estimate of the back end's time, in milliseconds since 1970, from the last
 * contact and the time stored since then. A machine that restarts with its clock set back continues
 * from the stored time, not from the contact.
 */
export const trustedNow = (
  { anchor, latest = anchor }: { readonly anchor: Anchor; readonly latest?: Anchor | undefined },
  clock: Clock,
): number => Math.max(...[anchor, latest].map((known) => known.contact + elapsedSince(known, clock)));
