import { useLayoutEffect, useState } from "react";

/**
 * The width of an element and of a letter of the page (`rem`), in pixels, as they change. They are
 * known before the first paint.
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
    // The height of the head follows the text size, where the width of the box does not.
    for (const head of box.querySelectorAll("thead")) observer.observe(head);
    return () => observer.disconnect();
  }, [box]);
  return size;
}

const remNow = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
