/** The last texts that were added, within bounds. */
export interface BoundedRing {
  add(text: string): void;
  all(): readonly string[];
  clear(): void;
}

/** Keeps as many texts as fit; `dropped` is told the oldest when it has to go. Bytes count as UTF-16 units. */
export function boundedRing(
  bounds: { readonly items: number; readonly bytes: number },
  dropped: (text: string) => void,
): BoundedRing {
  let texts: string[] = [];
  let bytes = 0;
  return {
    add(text) {
      texts.push(text);
      bytes += text.length;
      while (texts.length > bounds.items || bytes > bounds.bytes) {
        const oldest = texts.shift() ?? "";
        bytes -= oldest.length;
        dropped(oldest);
      }
    },
    all: () => texts,
    clear() {
      texts = [];
      bytes = 0;
    },
  };
}
