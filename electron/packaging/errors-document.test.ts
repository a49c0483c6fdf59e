import { expect, it } from "vitest";
import { languages } from "#shared/ipc/app.ts";
import { catalogue, documentNow, errorsDocument, type DocumentedGroup } from "./errors-document.ts";

const of = (...errors: readonly (readonly [number: string, code: string])[]): readonly DocumentedGroup[] => [
  {
    title: "Cards",
    errors: errors.map(([number, code]) => ({ number, code, happened: "H.", means: "M.", next: "N.", support: "S." })),
  },
];

it.each(languages)("the document is up to date in %s", (language) => {
  const now = documentNow(language);
  const wanted = errorsDocument(catalogue(language), now, language);
  expect(now, "Make shared/ERRORS.md anew: npm run errors-document").toBe(wanted);
});

it("an error has its number, its code and its texts in the document", () => {
  expect(errorsDocument(of(["CD-1201", "no-card"]), "")).toContain(
    "## Cards\n\n### CD-1201 no-card\n\nH. M.\n\n- Operator: N.\n- Support: S.\n",
  );
});

it("a number stays with its code, and is not used again when the code is gone", () => {
  const first = errorsDocument(of(["CD-1201", "no-card"], ["CD-1202", "no-reader"]), "");
  expect(() => errorsDocument(of(["CD-1203", "no-card"]), first)).toThrow("CD-1201 is no-card for ever");
  expect(() => errorsDocument(of(["CD-1201", "no-reader"]), first)).toThrow("CD-1201 is no-card for ever");
  const second = errorsDocument(of(["CD-1201", "no-card"]), first);
  expect(second).toContain("## No longer used\n\n- CD-1202 no-reader\n");
  expect(() => errorsDocument(of(["CD-1202", "card-silent"]), second)).toThrow("CD-1202 is no-reader for ever");
  expect(errorsDocument(of(["CD-1201", "no-card"]), second)).toBe(second);
});
