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

const label = (type: string, count: number): string => `${count} ${type}`;

it("adds up equal changes, and keeps different ones apart", () => {
  const changes = [card("V1"), ...released("a"), card("V2"), ...released("c"), ...released("d")];
  const totals = totalChanges(changes, label);
  expect(totals.changes.map(({ subject, what, before, after }) => [subject.label, what, before, after])).toEqual([
    ["2 virtualSmartCard", "state", "inactive", "active"],
    ["3 certificate", "stateInIdm", "onHold", "onHold"],
    ["3 certificate", "stateInCa", "onHold", "valid"],
  ]);
  expect(new Set(totals.changes.map(({ subject }) => subject.id)).size).toBe(2);
});

it("counts the objects that are left alone by their reason, apart from the changes", () => {
  const expired = change("certificate", "e", "stateInCa", "expired", "expired", "expired");
  const totals = totalChanges([card("V1"), revoked("a"), expired, revoked("b")], label);
  expect(totals.changes.map(({ subject }) => subject.label)).toEqual(["1 virtualSmartCard"]);
  expect(totals.left).toEqual([
    { type: "certificate", note: "already-revoked", count: 2 },
    { type: "certificate", note: "expired", count: 1 },
  ]);
});

it("returns empty totals if nothing changes", () => {
  expect(totalChanges([], label)).toEqual({ changes: [], left: [] });
});
