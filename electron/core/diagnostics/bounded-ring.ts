/** The last texts that were added, within bounds. */
export interface BoundedRing {
  /** `dropped` is called when the text is dropped for newer ones. */
  add(text: string, dropped?: () => void): void;
  all(): readonly string[];
  clear(): void;
}

/** Keeps as many texts as fit, dropping the oldest first. `bytes` counts UTF-16 units. */
export function boundedRing(bounds: { readonly items: number; readonly bytes: number }): BoundedRing {
  let entries: { readonly text: string; readonly dropped?: (() => void) | undefined }[] = [];
  let bytes = 0;
  return {
    add(text, dropped) {
      entries.push({ text, dropped });
      bytes += text.length;
      while (entries.length > bounds.items || bytes > bounds.bytes) {
        const oldest = entries.shift();
        bytes -= oldest?.text.length ?? 0;
        oldest?.dropped?.();
      }
    },
    all: () => entries.map(({ text }) => text),
    clear() {
      entries = [];
      bytes = 0;
    },
  };
}
