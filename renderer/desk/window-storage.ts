import { placeSchema, type Place } from "#shared/ipc/place.ts";
import { randomHex, windowId } from "#shared/trace.ts";

/* The window's entries in sessionStorage, besides the key of its session. */
const name = "carddesk.window";
const handedOver = "carddesk.place";

/** Returns the id of the window, which survives a reload. */
export function windowOf({ sessionStorage: kept }: Window): string {
  const known = windowId.safeParse(kept.getItem(name));
  const id = known.success ? known.data : randomHex(8);
  kept.setItem(name, id);
  return id;
}

/**
 * Opens a page at a place; returns false if the browser refuses. The browser copies the
 * sessionStorage of this page to the other (HTML, section 7.3.1.7): the key of the session, and for
 * this moment the place. In the address a place would be visible and logged.
 */
export function openPageAt(page: Window, place: Place): boolean {
  const { sessionStorage: kept } = page;
  const ownName = windowOf(page);
  kept.removeItem(name);
  kept.setItem(handedOver, JSON.stringify(place));
  const opened = page.open("/");
  kept.removeItem(handedOver);
  kept.setItem(name, ownName);
  return opened !== null;
}

/** Returns the place that the page which opened this one handed over; null if there is none. */
export function placeHandedOver({ sessionStorage: kept }: Window): Place | null {
  const text = kept.getItem(handedOver);
  kept.removeItem(handedOver);
  try {
    return text === null ? null : (placeSchema.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    return null;
  }
}
