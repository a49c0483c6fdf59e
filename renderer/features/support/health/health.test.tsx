import { act, screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ok } from "#shared/errors.ts";
import { healthIds, healthReportOf, type HealthCheck } from "#shared/ipc/health.ts";
import type { Route } from "../../../desk/navigation.ts";
import { openPage, type Page } from "../../../testing/test-app.tsx";

const route: Route = { screen: "support", tab: "health" };
const readAt = "2026-05-06T12:00:00.000Z";

/** Opens the tab Health; `check` resolves when `done` is called. */
async function openHealth(options: Parameters<typeof openPage>[0] = {}): Promise<Page & { done: () => void }> {
  const running = Promise.withResolvers<void>();
  const page = await openPage({
    route,
    overrides: {
      health: {
        state: async () => ok({ report: null, asking: [] }),
        check: async () => {
          await running.promise;
          return ok(null);
        },
      },
    },
    ...options,
  });
  await screen.findByRole("table", { name: "Checks" });
  return { ...page, done: running.resolve };
}

const row = (name: string): HTMLElement => {
  const found = screen.getByRole("rowheader", { name }).closest("tr");
  if (found === null) throw new Error(`no row ${name}`);
  return found;
};

const backEnd: HealthCheck = {
  id: "back-end",
  level: "good",
  code: "back-end.answers",
  params: { milliseconds: 1234 },
};
const tls: HealthCheck = {
  id: "tls",
  level: "attention",
  code: "tls.ends-soon",
  params: { days: 1, until: "2026-05-07T12:00:00.000Z" },
};
const crl: HealthCheck = { id: "crl", level: "bad", code: "crl.unreachable", params: { reason: "HTTP 503" } };
const journal: HealthCheck = { id: "journal", level: "unknown", code: "unknown.log-in", params: {} };

const tell = (page: Page, checks: readonly HealthCheck[], asking: readonly HealthCheck["id"][] = []): Promise<void> =>
  act(async () => page.core.emit("health", "changed", { report: healthReportOf(readAt, checks), asking: [...asking] }));

test("opening the tab Health runs the checks; each line fills as it is answered, the others say Asking…", async () => {
  const page = await openHealth();
  expect(page.core.count("health.check")).toBe(1);
  await tell(page, [], healthIds);
  expect(screen.getAllByText("Asking…")).toHaveLength(healthIds.length);
  expect(screen.getByText("The checks are running")).toBeVisible();

  await tell(page, [backEnd], ["tls", "crl"]);
  expect(within(row("Back end")).getByText("Good")).toBeVisible();
  expect(row("Back end")).toHaveTextContent("The back end answered in 1,234 ms.");
  expect(within(row("CRL")).getByText("Asking…")).toBeVisible();
});

test("each check shows its level, its sentence and what to do; a summary shows the counts and the time", async () => {
  const page = await openHealth();
  await tell(page, [backEnd, tls, crl, journal]);
  expect(within(row("TLS certificate")).getByText("Attention")).toBeVisible();
  expect(row("TLS certificate")).toHaveTextContent(
    /A certificate ends in 1 day, on .+\. ?Tell whoever runs the back end/,
  );
  expect(within(row("CRL")).getByText("Bad")).toBeVisible();
  expect(row("CRL")).toHaveTextContent("The CRL cannot be fetched (HTTP 503).");
  expect(within(row("Journal")).getByText("Unknown")).toBeVisible();
  expect(screen.getByText("Something does not work: CRL")).toBeVisible();
  expect(screen.getByText(/^4 checks: 1 good, 1 attention, 1 bad, 1 unknown\. Read .*2026/)).toBeVisible();

  await tell(page, [backEnd, tls]);
  expect(screen.getByText("Something needs attention: TLS certificate")).toBeVisible();
  await tell(page, [backEnd, journal]);
  expect(screen.getByText("Nothing is known to be wrong")).toBeVisible();
  await tell(page, [backEnd]);
  expect(screen.getByText("Everything works")).toBeVisible();
});

test("Check again starts one run however often it is pressed, and keeps the focus", async () => {
  const page = await openHealth();
  await tell(page, [backEnd]);
  const again = screen.getByRole("button", { name: "Check again" });
  await page.user.dblClick(again);
  expect(page.core.count("health.check")).toBe(2);
  await tell(page, [], healthIds);
  await page.user.click(again);
  expect(page.core.count("health.check")).toBe(2);
  await tell(page, [backEnd]);
  expect(again).toHaveFocus();
});

test("Copy as text copies every line with its code, and the time", async () => {
  const page = await openHealth();
  const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue(undefined);
  await tell(page, [backEnd, crl]);
  await page.user.click(screen.getByRole("button", { name: "Copy as text" }));
  const text = String(write.mock.lastCall?.[0]);
  expect(text.split("\n")).toEqual([
    expect.stringMatching(/^CardDesk 0\.1\.0 \(browser\)\. Read .*2026/),
    "Good\tBack end: The back end answered in 1,234 ms. [back-end.answers]",
    expect.stringMatching(/^Bad\tCRL: The CRL cannot be fetched \(HTTP 503\)\. Tell whoever .* \[crl\.unreachable\]$/),
  ]);
});

test("the tab Health opens before the log-in too, and shows the results of a run that another window began", async () => {
  const report = healthReportOf(readAt, [backEnd]);
  await openHealth({
    session: { kind: "none" },
    overrides: {
      health: { state: async () => ok({ report, asking: ["tls"] }), check: () => new Promise(() => undefined) },
    },
  });
  expect(within(row("Back end")).getByText("Good")).toBeVisible();
  expect(within(row("TLS certificate")).getByText("Asking…")).toBeVisible();
});
