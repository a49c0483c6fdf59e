import type { WebContents } from "electron";
import type { Place } from "#shared/ipc/place.ts";

/**
 * Holds a place until the page of these contents can go there: between the end of a load and the
 * start of the next. Uses an event for each, because `isLoading()` is still true at
 * `did-finish-load`.
 */
export function awaitedPlace(contents: WebContents, tellPage: (place: Place) => void) {
  let awaited: Place | null = null;
  let isLoaded = false;

  function tell(): void {
    if (awaited === null || !isLoaded) return;
    tellPage(awaited);
    awaited = null;
  }

  contents.on("did-start-navigation", ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) isLoaded = false;
  });
  contents.on("render-process-gone", () => {
    isLoaded = false;
  });
  contents.on("did-finish-load", () => {
    isLoaded = true;
    tell();
  });

  /** Replaces a place that still waits. */
  return (place: Place): void => {
    awaited = place;
    tell();
  };
}
