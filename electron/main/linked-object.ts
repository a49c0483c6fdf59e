import type { WebContents } from "electron";
import type { Ref } from "#shared/domain/ref.ts";

/** Holds the object of a deep link until a page is there that can open it. */
export function linkedObject(first: Ref | null) {
  let waiting = first;
  let open: ((ref: Ref) => void) | null = null;

  function tell(): void {
    if (waiting === null || open === null) return;
    open(waiting);
    waiting = null;
  }

  return {
    /** A later link replaces one that still waits. */
    follow(ref: Ref | null): void {
      waiting = ref ?? waiting;
      tell();
    },

    /**
     * The page of these contents opens the objects, from the end of each load until the next. At
     * that event `isLoading()` is still true: the two have events of their own.
     */
    connect(contents: WebContents, openInPage: (ref: Ref) => void): void {
      contents.on("did-start-navigation", ({ isMainFrame, isSameDocument }) => {
        if (isMainFrame && !isSameDocument) open = null;
      });
      contents.on("render-process-gone", () => {
        open = null;
      });
      contents.on("did-finish-load", () => {
        open = openInPage;
        tell();
      });
    },
  };
}
