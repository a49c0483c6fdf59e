import { useEffect, useState, type RefObject } from "react";

/** The width of an element and of a letter of the page (`rem`), in pixels, as they change. */
export function useSize(element: RefObject<HTMLElement | null>): { readonly width: number; readonly rem: number } {
  const [size, setSize] = useState({ width: 0, rem: remNow() });
  useEffect(() => {
    const box = element.current;
    if (box === null) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: box.clientWidth, rem: remNow() }));
    observer.observe(box);
    // The height of the head follows the text size, where the width of the box does not.
    for (const head of box.querySelectorAll("thead")) observer.observe(head);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

const remNow = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
