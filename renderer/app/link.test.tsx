import { act, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { openPage } from "../testing/test-app.tsx";
import { manager } from "../testing/test-data.ts";

describe("a link from outside", () => {
  const ref = { type: "virtualSmartCard", id: "VSC-000002" };

  test("opens the view of its object", async () => {
    const { core } = await openPage();
    act(() => core.emit("app", "openObject", ref));
    expect(await screen.findByRole("heading", { name: "VSC-000002" })).toBeVisible();
  });

  test("that came before the log-in waits for it, and shows nothing until then", async () => {
    const { core } = await openPage({ session: { kind: "none" } });
    act(() => core.emit("app", "openObject", ref));
    expect(screen.queryByText("VSC-000002")).toBeNull();
    expect(core.count("objects.open")).toBe(0);
    act(() => core.setSession({ kind: "active", operator: manager }));
    expect(await screen.findByRole("heading", { name: "VSC-000002" })).toBeVisible();
  });

  test("starts nothing", async () => {
    const { core } = await openPage();
    act(() => core.emit("app", "openObject", ref));
    await screen.findByRole("heading", { name: "VSC-000002" });
    const reads = ["wizard.state", "wizard.entries"];
    expect(core.calls.filter(({ call }) => call.startsWith("wizard.") && !reads.includes(call))).toEqual([]);
  });
});
