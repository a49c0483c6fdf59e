import { act, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { openPage } from "../testing/test-app.tsx";
import { manager } from "../testing/test-data.ts";

const minute = 60_000;

describe("the idle lock", () => {
  beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
  afterEach(() => void vi.useRealTimers());
  const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

  it("is left to the core: the page reports keys and pointer moves, but not each of them", async () => {
    const { core } = await openPage();
    for (const sign of [() => fireEvent.keyDown(document.body), () => fireEvent.pointerMove(document.body)]) {
      const before = core.count("session.active");
      sign();
      sign();
      expect(core.count("session.active")).toBe(before + 1);
      await pass(6_000);
    }
    await pass(60 * minute);
    expect(core.count("session.active")).toBe(2);
    expect(core.count("session.lock")).toBe(0);
  });

  it("gets reports of activity even after the clock was set back", async () => {
    const { core } = await openPage();
    fireEvent.keyDown(document.body);
    vi.setSystemTime(Date.now() - 60 * minute);
    fireEvent.keyDown(document.body);
    expect(core.count("session.active")).toBe(2);
  });

  it("leaves no data of the operator on screen once the core has locked the session", async () => {
    const { core } = await openPage();
    act(() => core.setSession({ kind: "locked", operator: manager }));
    expect(screen.getByRole("heading", { name: "Session locked" })).toBeVisible();
    expect(screen.queryByText("Vera Manager")).toBeNull();
    expect(document.title).toBe("CardDesk");
  });

  it("does not hide an unused page while the core keeps the session active", async () => {
    await openPage();
    await pass(60 * minute);
    expect(screen.getByText("Vera Manager")).toBeVisible();
  });

  it.each(["active", "expired"] as const)(
    "hides an %s session about ten minutes after the core is lost",
    async (kind) => {
      let isGone = false;
      const { core } = await openPage({
        session: { kind, operator: manager },
        overrides: {
          session: {
            state: async () =>
              isGone ? fail(operatorError("core-lost")) : ok({ kind, operator: manager, way: "password" }),
          },
        },
      });
      isGone = true;
      await pass(9 * minute);
      expect(screen.getByText("Vera Manager")).toBeInTheDocument();
      await pass(2 * minute);
      expect(screen.getByRole("heading", { name: "Session locked" })).toBeVisible();
      expect(screen.queryByText("Vera Manager")).toBeNull();
      act(() => core.setSession({ kind: "active", operator: manager }));
      expect(screen.getByText("Vera Manager")).toBeVisible();
    },
  );

  it("gets no report of activity before the log-in", async () => {
    const { core } = await openPage({ session: { kind: "none" } });
    fireEvent.keyDown(document.body);
    expect(core.count("session.active")).toBe(0);
  });
});
