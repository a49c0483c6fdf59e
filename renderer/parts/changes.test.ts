import { describe, expect, it } from "vitest";
import type { Change } from "#shared/domain/change.ts";
import { areMany, nameOf, namesOf, rowsOf } from "./changes.ts";

const serial = (n: number): string => `551b0000000000001d${n.toString(16).padStart(2, "0")}`;
const certificate = (n: number, purpose = "Signature") => ({
  type: "certificate",
  id: serial(n),
  label: `${purpose} ${serial(n)}`,
});
const card = { type: "virtualSmartCard", id: "VSC-1", label: "VSC-1" };
const change = (subject: Change["subject"], what: string, before: string | null, after: string | null, note?: string) =>
  ({ subject, what, before, after, ...(note === undefined ? {} : { note }) }) satisfies Change;
const revoked = (n: number): Change[] => [
  change(certificate(n), "stateInIdm", "valid", "revoked"),
  change(certificate(n), "stateInCa", "valid", "revoked"),
];

describe("changes as rows", () => {
  it("show the state of an object in the column of Identity Manager if there are certificates too", () => {
    const { columns, rows } = rowsOf([change(card, "state", "active", "locked"), ...revoked(1)]);
    expect(columns).toEqual(["stateInIdm", "stateInCa"]);
    expect(rows[0]?.cells.map(({ changes }) => changes.map(({ after }) => after))).toEqual([["locked"], []]);
    expect(rowsOf([change(card, "state", "active", "locked")]).columns).toEqual(["state"]);
  });

  it("put three or more equal certificates in one row, but not two or unequal ones", () => {
    expect(rowsOf([1, 2, 3].flatMap(revoked)).rows.map(({ subjects }) => subjects.length)).toEqual([3]);
    expect(rowsOf([1, 2].flatMap(revoked)).rows.map(({ subjects }) => subjects.length)).toEqual([1, 1]);
    const other = change(certificate(4), "stateInCa", "onHold", "revoked");
    expect(rowsOf([other, ...[1, 2, 3].flatMap(revoked)]).rows.map(({ subjects }) => subjects.length)).toEqual([1, 3]);
  });

  it("never put cards in one row", () => {
    const cards = [1, 2, 3, 4].map((n) => change({ ...card, id: `VSC-${n}` }, "state", "active", "locked"));
    expect(rowsOf(cards).rows).toHaveLength(4);
  });

  it("list unchanged objects separately, with the reason", () => {
    const { rows, unchanged } = rowsOf([
      ...revoked(1),
      change(certificate(2), "stateInIdm", "revoked", "revoked", "already-revoked"),
      change(certificate(2), "stateInCa", "revoked", "revoked", "already-revoked"),
      change(card, "state", "active", "active"),
    ]);
    expect(rows).toHaveLength(1);
    expect(unchanged.map(({ note, states, subjects }) => [note, states, subjects.map(({ id }) => id)])).toEqual([
      ["already-revoked", [], [serial(2)]],
      [undefined, ["active"], ["VSC-1"]],
    ]);
  });
});

describe("a certificate", () => {
  it("is named without its serial, or with the ends of its serial if another has the same name", () => {
    const subjects = [certificate(1), certificate(2), certificate(3, "Encryption")];
    expect(namesOf(subjects, nameOf)).toEqual(["Signature 551b…1d01", "Signature 551b…1d02", "Encryption"]);
  });

  it("is counted instead of named among four or more; a card never is", () => {
    expect(areMany([1, 2, 3, 4].map((n) => certificate(n)))).toBe(true);
    expect(areMany([1, 2, 3].map((n) => certificate(n)))).toBe(false);
    expect(areMany([card, card, card, card])).toBe(false);
  });
});
