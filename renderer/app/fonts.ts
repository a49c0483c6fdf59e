/** Letters of the two faces of text that names and numbers are written in. */
const sample = "aŁ0";

/**
 * Loads the fonts that every screen needs, so that no text moves when they come. A font that cannot
 * be read is no reason to show nothing: its fallback has the same measures.
 */
export async function loadFonts(): Promise<void> {
  const fonts = ['1em "Inter Variable"', '1em "JetBrains Mono Variable"'];
  await Promise.allSettled(fonts.map((font) => document.fonts.load(font, sample)));
}
