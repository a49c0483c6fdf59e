import { placeSchema, type Place } from "#shared/ipc/place.ts";
import { randomHex, windowId } from "#shared/trace.ts";

/* What a window keeps in its sessionStorage, beside the key of its session. */
const name = "carddesk.window";
const handedOver = "carddesk.place";

/** The window keeps its name over a reload. */
export function windowOf({ sessionStorage: kept }: Window): string {
  const known = windowId.safeParse(kept.getItem(name));
  const id = known.success ? known.data : randomHex(8);
  kept.setItem(name, id);
  return id;
}

/**
 * Opens a page at a place; false where the browser refuses. It copies the sessionStorage of this
 * page to the other (HTML, section 7.3.1.7): the key of the session, and for this moment the place.
 * In the address a place would be seen and logged.
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

/** The place that the page which opened this one gave to it; null where none did. */
export function placeHandedOver({ sessionStorage: kept }: Window): Place | null {
  const text = kept.getItem(handedOver);
  kept.removeItem(handedOver);
  try {
    return text === null ? null : (placeSchema.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    return null;
  }
}
