import { useLayoutEffect, useState } from "react";

/**
 * Returns the width of an element and the size of a `rem`, in pixels, and follows their changes.
 * Both are known before the first paint.
 */
export function useSize(box: HTMLElement | null): { readonly width: number; readonly rem: number } {
  const [size, setSize] = useState({ width: 0, rem: remNow() });
  useLayoutEffect(() => {
    if (box === null) return undefined;
    const measure = (): void =>
      setSize((before) => {
        const now = { width: box.clientWidth, rem: remNow() };
        return now.width === before.width && now.rem === before.rem ? before : now;
      });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    // A change of the text size changes the height of the head, even if the width of the box stays.
    for (const head of box.querySelectorAll("thead")) observer.observe(head);
    return () => observer.disconnect();
  }, [box]);
  return size;
}

const remNow = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
