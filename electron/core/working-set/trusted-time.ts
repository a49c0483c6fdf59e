import { z } from "zod";
import type { Clock } from "../clock.ts";

/** A moment at which the back end told its time: `contact` is what it said, the others what the machine's clocks said then. */
export const anchorSchema = z.object({ contact: z.number().int(), wall: z.number(), uptime: z.number() });
export type Anchor = z.infer<typeof anchorSchema>;

export const anchorAt = (contact: number, clock: Clock): Anchor => ({
  contact,
  wall: clock.now(),
  uptime: clock.uptime(),
});

/**
 * Milliseconds since the back end told its time. Setting the clock changes nothing. After a restart of the machine the time of day is
 * all there is, and no less than the time since the restart; the back end's own clock decides in the end.
 */
export function elapsedSince(anchor: Anchor, clock: Clock): number {
  const byUptime = clock.uptime() - anchor.uptime;
  return Math.round(byUptime >= 0 ? byUptime : Math.max(clock.now() - anchor.wall, clock.uptime()));
}

/** The back end's time, in milliseconds since 1970, as far as the machine can know it. */
export const trustedNow = (anchor: Anchor, clock: Clock): number => anchor.contact + elapsedSince(anchor, clock);
