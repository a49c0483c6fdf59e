import { render, screen } from "@testing-library/react";
import catalogues from "virtual:catalogues";
import { expect, it } from "vitest";
import type { Change } from "#shared/domain/change.ts";
import { languages } from "#shared/ipc/app.ts";
import { createWords, WordsProvider } from "../desk/words.ts";
import { ChangesTable } from "./changes-table.tsx";

const leftAlone = (note: string, ...labels: readonly string[]): Change[] =>
  labels.map((label) => ({
    subject: { type: "certificate", id: `${note} ${label}`, label },
    what: "stateInCa",
    before: "revoked",
    after: "revoked",
    note,
  }));

function show(language: (typeof languages)[number], changes: readonly Change[]): string {
  render(
    <WordsProvider value={createWords(language, catalogues[language])}>
      <ChangesTable title="Changes" changes={changes} />
    </WordsProvider>,
  );
  return screen.getByRole("region", { name: "Changes" }).textContent ?? "";
}

it("says that objects stay as they are, in the singular for one and in the plural for several", () => {
  const said = show("en", [
    ...leftAlone("already-revoked", "Signature"),
    ...leftAlone("expired", "Signature", "Encryption"),
    ...leftAlone("other-state", "VSC-000007"),
  ]);
  expect(said).toContain("Signature is revoked for good, and stays so.");
  expect(said).toContain("Signature, Encryption have expired, and stay so.");
  expect(said).toContain("VSC-000007 is in a state that this process does not change, and stays so (Revoked).");
});

it.each([
  ["en", "is revoked", "are revoked"],
  ["sv", "är spärrat", "är spärrade"],
  ["de", "ist endgültig widerrufen", "sind endgültig widerrufen"],
  ["fr", "est révoqué", "sont révoqués"],
] as const)("in %s one and several certificates have their form of the verb: %s, %s", (language, one, many) => {
  expect(show(language, leftAlone("already-revoked", "Signature"))).toContain(one);
  document.body.replaceChildren();
  expect(show(language, leftAlone("already-revoked", "Signature", "Encryption"))).toContain(many);
});
