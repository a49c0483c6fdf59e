import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base, type Page } from "@playwright/test";
import { writeRecording } from "../fixtures/bundle.ts";
import { run } from "../fixtures/process.ts";

/*
 * A manipulated bundle, replayed by a program whose back end and card bridge only count
 * connections.
 */

const window = "0123456789abcdef";
const trace = "0123456789abcdef0123456789abcdef";
const operator = { id: "OP-1", account: "vera", name: "<img src=x onerror=alert(1)>", roles: ["VSC_MANAGER"] };
const evil = "http://evil.example/?<script>alert(1)</script>";
const press = (kind: "click" | "key" | "type", target: string, more: object) => ({
  kind: "press",
  window,
  trace,
  label: evil,
  press: { kind, target, ...more },
});

const items = [
  press("type", "div:nth-child(1) > main:nth-child(1)", { value: evil }),
  press("click", "script:nth-child(1)", {}),
  { kind: "call", id: 1, window, trace, place: "session.logIn", args: { account: "vera" } },
  { kind: "answer", id: 1, result: { ok: true, value: operator } },
  { kind: "event", place: "session.changed", payload: { kind: "active", operator } },
  { kind: "event", place: "process.exit", payload: evil },
  {
    kind: "event",
    place: "app.openPlace",
    payload: { kind: "object", ref: { type: "javascript:alert(1)", id: "../../.." } },
  },
  { kind: "route", window, route: { screen: "object", ref: { type: "virtualSmartCard", id: "VSC-000001" } } },
  { kind: "route", window, route: { screen: evil } },
  { kind: "call", id: 2, window, trace, place: "objects.open", args: { type: "virtualSmartCard", id: "VSC-000001" } },
  { kind: "answer", id: 2, result: { ok: true, value: { object: evil } } },
  {
    kind: "exchange",
    took: 1,
    trace,
    call: `GET ${evil}`,
    input: evil,
    outcome: {
      kind: "failure",
      certainty: "refused",
      error: { code: "not-found", params: { detail: evil }, details: evil },
    },
  },
  { kind: "bridge", method: evil, message: { url: evil, html: "<iframe src=http://evil.example></iframe>" } },
];
const recording = {
  format: 1,
  startedAt: "2026-01-02T03:04:05Z",
  states: {
    "app.info": { version: evil, shell: "browser", idm: { url: evil, sandbox: true }, systemLanguage: "en" },
    "session.state": { kind: "root" },
    __proto: { polluted: true },
  },
  routes: { [window]: { screen: "object", ref: evil } },
  items: items.map((item, at) => ({ at: at * 10, ...item })),
};

/** Starts a server that only counts connections. */
async function counting(listen: (server: Server) => void): Promise<{ readonly server: Server; count: () => number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  listen(server);
  await new Promise((resolve) => server.once("listening", resolve));
  return { server, count: () => connections };
}

const test = base.extend<{
  replayed: { readonly page: Page; readonly file: string; reached: () => number; readonly asked: string[] };
}>({
  replayed: async ({ browser }, use) => {
    const directory = mkdtempSync(join(tmpdir(), "carddesk-replay-"));
    const file = join(directory, "edited.zip");
    await writeRecording(file, recording);
    const backEnd = await counting((server) => server.listen(0, "127.0.0.1"));
    const address = join(directory, "bridge");
    const bridge = await counting((server) => server.listen(address));
    const place = backEnd.server.address();
    const port = typeof place === "object" && place !== null ? place.port : 0;
    const args = [
      "--shell",
      "browser",
      "--no-open",
      "--port",
      "0",
      "--data-dir",
      join(directory, "data"),
      "--lang",
      "en",
    ];
    const own = [...args, "--idm", `http://127.0.0.1:${port}`, "--bridge", address, "--replay", file];
    const program = run("electron/launcher/main.ts", own, { CARDDESK_BRIDGE_SECRET: "secret" });
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    const asked: string[] = [];
    const ready = await program.line(/^CardDesk ready (\S+)$/);
    page.on("request", (request) => asked.push(request.url()));
    page.on("dialog", (dialog) => asked.push(dialog.message()));
    page.on("pageerror", (fault) => asked.push(fault.message));
    await page.goto(ready);
    await use({ page, file, reached: () => backEnd.count() + bridge.count(), asked });
    await page.context().close();
    await program.stop();
    backEnd.server.close();
    bridge.server.close();
    rmSync(directory, { recursive: true, force: true });
  },
});

const bar = (page: Page) => page.getByRole("region", { name: "Recording" });

test("a bundle that somebody edited runs nothing and reaches nothing", async ({
  replayed: { page, reached, asked },
}) => {
  await expect(bar(page)).toContainText("CardDesk 0.0.7");
  await bar(page).getByRole("button", { name: "Play fast" }).click();
  const list = bar(page).getByRole("button", { name: "What happened" });
  await list.click();
  await expect(bar(page).getByRole("listitem").last()).toHaveAttribute("aria-current", "step");
  await expect(bar(page).getByRole("listitem").last()).toContainText("http://evil.example/?<script>");

  const origin = new URL(page.url()).origin;
  expect(asked.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
  expect(await page.locator("iframe, script:not([src]), img[onerror]").count()).toBe(0);
  expect(reached()).toBe(0);
  await expect(bar(page).getByRole("button", { name: "Continue in the sandbox" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );

  // The counters work: the program that starts afterwards connects to both.
  await bar(page).getByRole("button", { name: "Leave the recording" }).click();
  await expect(bar(page)).toHaveCount(0);
  await expect.poll(reached).toBeGreaterThan(1);
});

test("an operator who watches a recording cannot type in its screen", async ({ replayed: { page } }) => {
  await expect(bar(page).getByRole("button", { name: "Step", exact: true })).toBeFocused();
  const account = page.getByRole("textbox", { name: "User account" });
  await account.click();
  await page.keyboard.type("vscmanager");
  await expect(account).toHaveValue("");
});

test("a bundle that is opened in Support is replayed in place of the program", async ({ replayed: { page, file } }) => {
  await bar(page).getByRole("button", { name: "Leave the recording" }).click();
  await expect(bar(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Support" }).click();
  await page.getByRole("tab", { name: "Support bundle" }).click();
  const choose = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Open a bundle" }).click();
  await (await choose).setFiles(file);
  await expect(bar(page)).toContainText("CardDesk 0.0.7");
});
