/** Letters of Latin and Latin Extended, the ranges that names and numbers need. */
const sample = "aŁ0";

/**
 * Loads the fonts that every screen needs, so that no text moves when they arrive. A font that
 * cannot be read does not stop the start: its fallback has the same metrics.
 */
export async function loadFonts(): Promise<void> {
  const fonts = ['1em "Inter Variable"', '1em "JetBrains Mono Variable"'];
  await Promise.allSettled(fonts.map((font) => document.fonts.load(font, sample)));
}
