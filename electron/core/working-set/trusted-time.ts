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
 * Milliseconds since the anchor. Setting the clock changes nothing. After a restart of the machine
 * only the time of day is left, and at least the uptime has passed; the back end's own clock
 * decides in the end.
 */
function elapsedSince(anchor: Anchor, clock: Clock): number {
  const byUptime = clock.uptime() - anchor.uptime;
  return Math.round(byUptime >= 0 ? byUptime : Math.max(clock.now() - anchor.wall, clock.uptime()));
}

/**
 * The best estimate of the back end's time, in milliseconds since 1970, from the last contact and
 * the time that was kept since then. A machine that is restarted with its clock set back goes on
 * from the time that was kept, not from the contact.
 */
export const trustedNow = (
  { anchor, latest = anchor }: { readonly anchor: Anchor; readonly latest?: Anchor | undefined },
  clock: Clock,
): number => Math.max(...[anchor, latest].map((known) => known.contact + elapsedSince(known, clock)));
