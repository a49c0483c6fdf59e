import { act, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fail, operatorError } from "#shared/errors.ts";
import { openPage } from "../testing/test-app.tsx";
import { manager } from "../testing/test-data.ts";

const minute = 60_000;

describe("the idle lock", () => {
  beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
  afterEach(() => void vi.useRealTimers());
  const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

  it("comes when nobody used a key or a pointer for the time in the settings, and leaves nothing in sight", async () => {
    const { core } = await openPage();
    await pass(9 * minute);
    expect(core.count("session.lock")).toBe(0);
    await pass(2 * minute);
    expect(core.count("session.lock")).toBe(1);
    expect(screen.getByRole("heading", { name: "Locked" })).toBeVisible();
    expect(screen.queryByText("Vera Manager")).toBeNull();
    expect(document.title).toBe("CardDesk");
  });

  it("is put off by every key and every move of a pointer", async () => {
    const { core } = await openPage();
    for (const sign of [() => fireEvent.keyDown(document.body), () => fireEvent.pointerMove(document.body)]) {
      await pass(9 * minute);
      sign();
    }
    await pass(9 * minute);
    expect(core.count("session.lock")).toBe(0);
    await pass(2 * minute);
    expect(core.count("session.lock")).toBe(1);
  });

  it("comes at once after a sleep of the machine, whatever the first sign of life is", async () => {
    const { core } = await openPage();
    vi.setSystemTime(Date.now() + 11 * minute);
    fireEvent.keyDown(document.body, { key: "a" });
    expect(core.count("session.lock")).toBe(1);
  });

  it("hides the screen itself if the core does not lock", async () => {
    const { core } = await openPage({ overrides: { session: { lock: async () => fail(operatorError("core-lost")) } } });
    await pass(11 * minute);
    expect(screen.getByRole("heading", { name: "Locked" })).toBeVisible();
    expect(screen.queryByText("Vera Manager")).toBeNull();
    act(() => core.setSession({ kind: "active", operator: manager }));
    expect(screen.getByText("Vera Manager")).toBeVisible();
  });

  it("hides what an expired session has left on screen", async () => {
    await openPage({ session: { kind: "expired", operator: manager } });
    expect(screen.getByText("Vera Manager")).toBeInTheDocument();
    await pass(11 * minute);
    expect(screen.getByRole("heading", { name: "Locked" })).toBeVisible();
    expect(screen.queryByText("Vera Manager")).toBeNull();
  });

  it("does not come before somebody is logged in", async () => {
    const { core } = await openPage({ session: { kind: "none" } });
    await pass(60 * minute);
    expect(core.count("session.lock")).toBe(0);
  });
});
