import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { errorCodes } from "#shared/errors.ts";
import { thrownCodes } from "./thrown-codes.ts";

const root = join(import.meta.dirname, "../..");
const notTheProgram = /\.test\.tsx?$|^renderer\/testing\/|^electron\/sandbox\/test\//;
const sources = globSync("{electron,shared,renderer}/**/*.{ts,tsx}", { cwd: root })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => !notTheProgram.test(file));
const thrown = sources.flatMap((file) =>
  thrownCodes(file, readFileSync(join(root, file), "utf8")).map((each) => ({ ...each, file })),
);
const listed = new Set<string>(errorCodes);

describe("the codes of the sources", () => {
  it("are in the catalogue of errors", () => {
    // The gateway reports a defect of the back end, `internal`, as backend-failed.
    const unknown = thrown.filter(({ code, isSure }) => isSure && !listed.has(code) && code !== "internal");
    expect(unknown).toEqual([]);
  });

  it("cover the catalogue: it has no code that is never thrown", () => {
    const used = new Set(thrown.map(({ code }) => code));
    expect(errorCodes.filter((code) => !used.has(code))).toEqual([]);
  });
});

describe("the search for codes", () => {
  const codesOf = (source: string, file = "electron/core/a.ts") => thrownCodes(file, source).map(({ code }) => code);

  it.each([
    ['fail(operatorError("planted", {}, "details"))'],
    ['const result = ok ? value : bridgeFail("planted");'],
    ['throw new Refusal(full ? "planted" : other);'],
    ['await queue.refuseFrom(journal, 1, fault, "planted");'],
    ['const error: Known = { code: "planted", params: {} } as const;'],
    ['const code = fault === "clock" ? "planted" : unknown;'],
    ['const problemFor = { "waiting-for-approval": "planted" } satisfies Table;'],
  ])("finds %s", (source) => expect(codesOf(source)).toContain("planted"));

  it("finds a failure of the bridge, and no certainty of the gateway", () => {
    const source = 'throw failure("planted");';
    expect(codesOf(source, "electron/bridge/piv/read.ts")).toEqual(["planted"]);
    expect(codesOf(source)).toEqual([]);
  });

  it.each([
    ['if (error.code === "planted") retry();'],
    ['switch (error.code) { case "planted": break; }'],
    ['const retryable = new Set(["planted"]);'],
    ['const schema = z.object({ code: z.literal("planted") });'],
    ['function only(code: "planted"): void {}'],
    ['const texts = { "planted": "Words" };'],
    ['operatorError(is("planted") ? a : b, { reason: "planted" }, "planted");'],
  ])("does not report as thrown: %s", (source) => expect(codesOf(source)).not.toContain("planted"));
});
