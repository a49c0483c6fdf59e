import { useEffect } from "react";

const focusable = ":is(button, input, select, textarea):enabled, a[href], [role=link], [tabindex='0']";
const dialogs = "[role=dialog], [role=alertdialog]";

/**
 * Keeps the focus in the page: when the focused element is removed and no other takes the focus,
 * the nearest remaining part gets it. The body must never have it, because keys pressed there are
 * lost.
 */
export function useFocusKeeper(): void {
  useEffect(() => {
    let path: Element[] = [];
    let frame = 0;

    function remember(event: FocusEvent): void {
      path = [];
      for (let at = event.target instanceof Element ? event.target : null; at !== null; at = at.parentElement)
        path.push(at);
    }

    function keep(): void {
      if (document.activeElement !== document.body) return;
      cancelAnimationFrame(frame);
      // Dialogs return the focus themselves in the next frame.
      frame = requestAnimationFrame(() => (frame = requestAnimationFrame(give)));
    }

    function give(): void {
      if (document.activeElement !== document.body) return;
      const near = path
        .filter((each) => each.isConnected && each.closest(`#content, ${dialogs}`) !== null)
        .map((each) => each.querySelector<HTMLElement>(focusable))
        .find((each) => each !== null);
      // Below an open dialog nothing can take the focus; the last one is on top.
      const dialog = [...document.querySelectorAll<HTMLElement>(dialogs)].at(-1);
      (near ?? dialog ?? document.querySelector<HTMLElement>("#content"))?.focus();
    }

    const observer = new MutationObserver(keep);
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled", "hidden"] });
    document.addEventListener("focusin", remember);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      document.removeEventListener("focusin", remember);
    };
  }, []);
}
