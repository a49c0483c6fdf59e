import { useState } from "react";

const step = 100;

/** Returns the first part of a long list, and a function that shows more; null if all is shown. */
export function useFirstRows<T>(all: readonly T[]): {
  readonly part: readonly T[];
  readonly more: (() => void) | null;
} {
  const [length, setLength] = useState(step);
  return { part: all.slice(0, length), more: all.length > length ? () => setLength(length + step) : null };
}
