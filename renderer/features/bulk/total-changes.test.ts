import { expect, it } from "vitest";
import type { Change } from "#shared/domain/change.ts";
import { totalChanges } from "./total-changes.ts";

const change = (type: string, id: string, what: string, before: string, after: string, note?: string): Change => ({
  subject: { type, id, label: id },
  what,
  before,
  after,
  ...(note === undefined ? {} : { note }),
});
const card = (id: string): Change => change("virtualSmartCard", id, "state", "inactive", "active");
const released = (id: string): Change[] => [
  change("certificate", id, "stateInIdm", "onHold", "onHold"),
  change("certificate", id, "stateInCa", "onHold", "valid"),
];
const revoked = (id: string): Change => change("certificate", id, "stateInCa", "revoked", "revoked", "already-revoked");

it("counts what changes alike, and keeps apart what does not", () => {
  const changes = [card("V1"), ...released("a"), revoked("b"), card("V2"), ...released("c"), ...released("d")];
  const totals = totalChanges(changes, (type, count) => `${count} ${type}`);
  expect(totals.map(({ subject, what, before, after }) => [subject.label, what, before, after])).toEqual([
    ["2 virtualSmartCard", "state", "inactive", "active"],
    ["3 certificate", "stateInIdm", "onHold", "onHold"],
    ["3 certificate", "stateInCa", "onHold", "valid"],
    ["1 certificate", "stateInCa", "revoked", "revoked"],
  ]);
  expect(totals.at(-1)?.note).toBe("already-revoked");
  expect(totals.map(({ count }) => count)).toEqual([2, 3, 3, 1]);
  expect(new Set(totals.map(({ subject }) => subject.id)).size).toBe(3);
});

it("is nothing where nothing changes", () => {
  expect(totalChanges([], String)).toEqual([]);
});
