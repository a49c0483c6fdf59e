import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** WCAG 2.2, 1.4.3: text against its background. */
const forText = 4.5;
/** WCAG 2.2, 1.4.11: the edge of a control, the focus, a graphic. */
const forShapes = 3;

const calm = ["--ground", "--surface-sunken", "--surface", "--surface-raised"];
const grounds = [...calm, "--hover", "--accent-wash"];
const railGrounds = ["--rail", "--rail-hover", "--rail-on"];

/** Every pair of a foreground colour and a possible background. */
const pairs: readonly {
  readonly least: number;
  readonly front: readonly string[];
  readonly back: readonly string[];
}[] = [
  { least: forText, front: ["--ink", "--ink-quiet", "--accent", "--accent-strong"], back: grounds },
  { least: forText, front: ["--good", "--paused", "--ended", "--fresh", "--danger", "--danger-strong"], back: grounds },
  { least: forText, front: ["--good", "--ink", "--ink-quiet"], back: ["--good-wash"] },
  { least: forText, front: ["--paused", "--ink", "--ink-quiet"], back: ["--paused-wash"] },
  { least: forText, front: ["--ended", "--danger", "--ink", "--ink-quiet"], back: ["--ended-wash"] },
  { least: forText, front: ["--fresh", "--ink", "--ink-quiet", "--accent"], back: ["--fresh-wash"] },
  { least: forText, front: ["--violet"], back: ["--violet-wash", ...grounds] },
  { least: forText, front: ["--on-accent"], back: ["--accent", "--accent-strong"] },
  { least: forText, front: ["--on-danger"], back: ["--danger", "--danger-strong"] },
  { least: forText, front: ["--rail-ink", "--rail-ink-on"], back: railGrounds },
  { least: forText, front: ["--rail-ink-on"], back: ["--rail-count"] },
  { least: forShapes, front: ["--line-strong"], back: [...grounds] },
  { least: forShapes, front: ["--rail-focus"], back: railGrounds },
  { least: forShapes, front: ["--mark-front", "--mark-spark"], back: ["--mark-back"] },
  { least: forShapes, front: ["--mark-back"], back: ["--rail", "--surface"] },
];

/** Purely decorative: they separate areas, and no information depends on them alone. */
const ornaments = [
  "--line",
  "--line-soft",
  "--rail-line",
  "--veil",
  "--glow",
  "--shadow",
  "--shadow-low",
  "--shadow-popover",
];

const schemes = ["light", "dark"] as const;
const theme = readFileSync("renderer/app/theme.css", "utf8");

/** Reads the colours of a scheme by token, as written in the file. */
function coloursOf(scheme: (typeof schemes)[number]): ReadonlyMap<string, string> {
  const found = theme.matchAll(/^ {2}(--[\w-]+): (?:light-dark\((#\w+), (#\w+)\)|(#\w+));$/gm);
  return new Map(
    [...found].map(([, token = "", light, dark, both]) => [token, both ?? (scheme === "light" ? light : dark) ?? ""]),
  );
}

/** Computes the relative luminance (WCAG 2.2) of `#rrggbb`. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe("the colours", () => {
  it.for(schemes)("have enough contrast in the %s scheme", (scheme) => {
    const colours = coloursOf(scheme);
    const measured = pairs.flatMap(({ least, front, back }) =>
      front.flatMap((one) =>
        back.map((other) => ({
          least,
          ratio: contrast(colours.get(one) ?? "", colours.get(other) ?? ""),
          pair: `${one} on ${other}`,
        })),
      ),
    );
    for (const { least, ratio, pair } of measured) expect.soft(ratio, pair).toBeGreaterThanOrEqual(least);
    for (const least of [forText, forShapes]) {
      const [lowest] = measured.filter((one) => one.least === least).sort((a, b) => a.ratio - b.ratio);
      process.stdout.write(
        `Least contrast, ${scheme}, of at least ${least}: ${lowest?.ratio.toFixed(2)}, ${lowest?.pair}\n`,
      );
    }
  });

  it("are all either measured or listed as ornaments", () => {
    const named = new Set([...pairs.flatMap(({ front, back }) => [...front, ...back]), ...ornaments]);
    const tokens = [...theme.matchAll(/^ {2}(--[\w-]+): .*(?:#|rgb)/gm)].map(([, token = ""]) => token);
    expect(tokens.filter((token) => !named.has(token))).toEqual([]);
    expect([...named].filter((token) => !tokens.includes(token))).toEqual([]);
  });

  const styles = globSync("renderer/**/*.css").filter((file) => !file.endsWith("theme.css"));

  it("come from tokens: no other style sheet has a colour value or a colour name", () => {
    const raw = styles.flatMap((file) =>
      [
        ...readFileSync(file, "utf8")
          .replaceAll(/\/\*[^]*?\*\//g, "")
          .matchAll(
            /(?:^|[;{])\s*([\w-]*(?:color|background|border[\w-]*|outline|shadow|fill|stroke))\s*:\s*([^;{}]+)/g,
          ),
      ]
        .filter(([, , value = ""]) => {
          const words = value.replaceAll(/var\([^()]*\)/g, "").replaceAll(/url\([^()]*\)/g, "");
          return (
            /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab|lch|hwb)a?\(/i.test(words) ||
            [...words.matchAll(/\b(?:white|black|gr[ae]y|red|green|blue|orange|yellow|navy|silver)\b/gi)].length > 0
          );
        })
        .map(([, property, value]) => `${file}: ${property}: ${value}`),
    );
    expect(styles.length).toBeGreaterThan(10);
    expect(raw).toEqual([]);
  });

  it("refer only to tokens that are defined", () => {
    const known = new Set([...theme.matchAll(/^ {2}(--[\w-]+):/gm)].map(([, token]) => token));
    const unknown = [...styles, ...globSync("renderer/**/*.tsx")].flatMap((file) => {
      const text = readFileSync(file, "utf8");
      const own = new Set([...text.matchAll(/(--[\w-]+)(?::|"\])/g)].map(([, token]) => token));
      return [...text.matchAll(/var\((--[\w-]+)/g)]
        .map(([, token]) => token)
        .filter((token) => !known.has(token) && !own.has(token))
        .map((token) => `${file}: ${token}`);
    });
    expect(unknown).toEqual([]);
  });
});
