import type { WebContents } from "electron";
import type { Place } from "#shared/ipc/place.ts";

/**
 * Holds a place until the page of these contents can go there: from the end of each load until the
 * next. At that event `isLoading()` is still true: the two have events of their own.
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

  /** A later place replaces one that still waits. */
  return (place: Place): void => {
    awaited = place;
    tell();
  };
}
