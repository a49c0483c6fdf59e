import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ok } from "#shared/errors.ts";
import { openCard } from "../../../testing/test-app.tsx";
import { inactiveCard, offersWhileInactive, stateGraph } from "../../../testing/test-data.ts";

/** The states of the opened diagram, in words. */
async function life(options?: Parameters<typeof openCard>[0]): Promise<HTMLElement[]> {
  const { user } = await openCard(options);
  await user.click(screen.getByRole("tab", { name: "Life cycle" }));
  const list = await screen.findByRole("list", { name: "Life cycle" });
  return [...list.children].filter((child) => child instanceof HTMLElement);
}

describe("the state diagram", () => {
  it("is behind its tab, and is not requested before the tab is opened", async () => {
    const { core } = await openCard();
    expect(screen.queryByRole("list", { name: "Life cycle" })).toBeNull();
    expect(core.count("objects.stateGraph")).toBe(0);
  });

  it("marks the current state, and shows which process leads to which state", async () => {
    const states = await life();
    expect(states.map((state) => state.getAttribute("aria-current"))).toEqual(["true", "false", "false", "false"]);
    expect(states[0]).toHaveTextContent(/^InactiveCurrent state.*Reactivate virtual smart card.*leads to.*Active$/);
    expect(states[3]).toHaveTextContent(/^LockedFinal/);
    expect(within(states[2] ?? document.body).getAllByRole("listitem")).toHaveLength(1);
  });

  it("marks a process that leads on from the current state but is not available now", async () => {
    const { transitions } = stateGraph;
    const lock = { process: "VirtualSmartCardProcLockForOperator", processName: "Lock", from: "inactive", to: null };
    const graph = { ...stateGraph, transitions: [...transitions, lock] };
    const states = await life({ overrides: { objects: { stateGraph: async () => ok(graph) } } });
    expect(states[0]).toHaveTextContent(/Lock.*Gone.*not available now$/);
  });

  it("shows an unknown state and an unknown process by the names that the back end uses", async () => {
    const graph = {
      ...stateGraph,
      transitions: [{ process: "X", processName: "Thaw", from: "frozen", to: "molten" }],
    };
    const open = async () => ok({ object: { ...inactiveCard, state: "frozen" }, processes: offersWhileInactive });
    const states = await life({ overrides: { objects: { open, stateGraph: async () => ok(graph) } } });
    expect(states).toHaveLength(6);
    expect(states[0]).toHaveTextContent(/^frozenCurrent state.*Thaw.*molten$/);
    expect(states[5]).toHaveTextContent(/^molten/);
  });
});
