import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { z } from "zod";
import type { RunningSandbox } from "../fixtures/sandbox.ts";
import { test, type App } from "./app.ts";
import { actions, enable, logIn, logOut, open, openTab } from "./operator.ts";

const reactivate = "Reactivate virtual smart card";
const number = "VSC-000002";
const nextCall = "POST /v1/process-instances/:id/next";
const dialog = (page: App["page"]) => page.getByRole("dialog", { name: reactivate });

const lineSchema = z.looseObject({ trace: z.string().nullish(), call: z.string().optional() });
const linesOf = (file: string) =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => lineSchema.parse(JSON.parse(line)));

/** Returns the trace ids of a call in the back end's log, in order. */
const tracesAt = (sandbox: RunningSandbox, call: string): (string | null | undefined)[] =>
  linesOf(join(sandbox.dataDir, "sandbox.log"))
    .filter((line) => line.call === call)
    .map(({ trace }) => trace);

const traceIn = (text: string | null): string => /[0-9a-f]{32}/.exec(text ?? "")?.[0] ?? "none";

test("the trace of one press is in the error, in the history, and in the logs of the back end and the program", async ({
  page,
  app,
}) => {
  /** The frames that the page sends; visible only in the browser shell. */
  const sent: string[] = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
  await page.reload();
  await logIn(page, "admin");
  await enable(page, reactivate);
  await logOut(page);
  await logIn(page, "vscmanager");
  await open(page, number);
  await actions(page).getByRole("button", { name: reactivate }).click();
  const next = dialog(page).getByRole("button", { name: "Next" });
  await expect(next).toBeEnabled();

  await app.sandbox.fault("POST", "/v1/process-instances/*", { caDown: true });
  await next.press("Enter");
  const shown = dialog(page).getByText(/^Trace ID/);
  await expect(shown).toBeVisible();
  const failed = traceIn(await shown.textContent());
  expect(tracesAt(app.sandbox, nextCall)).toContain(failed);
  const pressed = sent.filter((frame) => frame.includes('"name":"next"'));
  expect(pressed.every((frame) => frame.includes(failed))).toBe(true);
  expect(sent.length === 0 || pressed.length === 1).toBe(true);

  await app.sandbox.clearFaults();
  await next.press("Enter");
  await expect(
    dialog(page)
      .getByText(/confirmed/)
      .first(),
  ).toBeVisible();
  await dialog(page).getByRole("button", { name: "Close" }).click();
  await openTab(page, "History");
  const entry = page.getByRole("row", { name: reactivate });
  await expect(entry).toContainText("Trace ID");
  const done = traceIn(await entry.textContent());
  expect(done).not.toBe(failed);
  expect(tracesAt(app.sandbox, nextCall)).toContain(done);

  let logged: (string | null | undefined)[] = [];
  await app.restart((dataDir) => {
    logged = linesOf(join(dataDir, "carddesk.log")).map(({ trace }) => trace);
  });
  const logIns = tracesAt(app.sandbox, "POST /v1/sessions");
  expect(logIns.filter((trace) => logged.includes(trace))).toHaveLength(2);
});
