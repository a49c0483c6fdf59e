import { render, screen } from "@testing-library/react";
import catalogues from "virtual:catalogues";
import { expect, it } from "vitest";
import { languages } from "#shared/ipc/app.ts";
import { createWords, WordsProvider } from "../desk/words.ts";
import { ChangesTable, type TotalChange } from "./changes-table.tsx";

const leftAlone = (note: string, label: string, count?: number): TotalChange => ({
  subject: { type: "certificate", id: `${note} ${label}`, label },
  what: "stateInCa",
  before: "revoked",
  after: "revoked",
  note,
  ...(count === undefined ? {} : { count }),
});

function show(language: (typeof languages)[number], changes: readonly TotalChange[]): string {
  render(
    <WordsProvider value={createWords(language, catalogues[language])}>
      <ChangesTable title="Changes" changes={changes} />
    </WordsProvider>,
  );
  return screen.getByRole("region", { name: "Changes" }).textContent ?? "";
}

it("says of one certificate and of many that they stay as they are, each in its number", () => {
  const said = show("en", [
    leftAlone("already-revoked", "Signature"),
    leftAlone("expired", "31 certificates", 31),
    leftAlone("other-state", "1 certificate", 1),
  ]);
  expect(said).toContain("is revoked for good, and stays so");
  expect(said).toContain("have expired, and stay so");
  expect(said).toContain("is in a state that this process does not change, and stays so");
  expect(said).toContain("Left as they are: Signature, 31 certificates, 1 certificate.");
});

it.each([
  ["en", "is revoked", "are revoked"],
  ["sv", "är spärrat", "är spärrade"],
  ["de", "ist endgültig widerrufen", "sind endgültig widerrufen"],
  ["fr", "est révoqué", "sont révoqués"],
] as const)("%s: %s, %s", (language, one, many) => {
  expect(show(language, [leftAlone("already-revoked", "Signature")])).toContain(one);
  document.body.replaceChildren();
  expect(show(language, [leftAlone("already-revoked", "2 certificates", 2)])).toContain(many);
});
