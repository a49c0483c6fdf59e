const steps = [
  { unit: "megabyte", bytes: 1_000_000, unitDisplay: "short" },
  { unit: "kilobyte", bytes: 1_000, unitDisplay: "short" },
] as const;
const single = { unit: "byte", bytes: 1, unitDisplay: "long" } as const;

/** Returns a size in the words of the language, such as `24.1 kB`. */
export function sizeText(bytes: number, locale: string): string {
  const { unit, unitDisplay, bytes: each } = steps.find((step) => bytes >= step.bytes) ?? single;
  const format = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay, maximumFractionDigits: 1 });
  return format.format(bytes / each);
}
