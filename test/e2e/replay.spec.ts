import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Browser, type Locator, type Page } from "@playwright/test";
import { emptyHead } from "#shared/domain/journal.ts";
import { enable } from "../fixtures/enable.ts";
import { freePort } from "../fixtures/free-port.ts";
import { run as runProgram, type Running } from "../fixtures/process.ts";
import { logIn as logInToApi } from "../fixtures/sandbox.ts";
import { test, type App } from "./app.ts";
import {
  backAgain,
  cardRef,
  goTo,
  inactiveCards,
  inTheField,
  logInAgain,
  processes,
  queueReactivation,
  reactivate,
} from "./field.ts";
import { runProcess } from "../fixtures/run-process.ts";
import { actions, logIn, open } from "./operator.ts";

/*
 * A real failure in the real page, a bundle of it, and a second program that replays the bundle up
 * to the same screen.
 */

const simulatedBridgeEntry = "electron/sandbox/virtual-card/simulated-bridge.ts";
const card = "VSC-000002";
const nextPath = "/v1/process-instances/*";
const wizard = (page: Page): Locator => page.getByRole("dialog", { name: reactivate });
const next = (page: Page): Promise<void> => wizard(page).getByRole("button", { name: "Next" }).click();
const bar = (page: Page): Locator => page.getByRole("region", { name: "Recording" });

async function atNext(page: Page, app: App): Promise<void> {
  await enable(app.sandbox.url, processes.reactivate);
  await logIn(page, "vscmanager");
  await open(page, card);
  await actions(page).getByRole("button", { name: reactivate }).click();
  await expect(wizard(page).getByRole("button", { name: "Next" })).toBeEnabled();
}

interface Failure {
  readonly name: string;
  /** Causes the failure in the page. */
  readonly drive: (page: Page, app: App) => Promise<void>;
  /** Where the page shows the failure, and with which text; the same in the replay. */
  readonly place: (page: Page) => Locator;
  readonly says: string;
  readonly code: string;
  /** Another failure occurred before this one. */
  readonly isLater?: boolean;
}

/** A card bridge over a simulated reader, for the cases that need a card. */
const bridgeDirectory = join(tmpdir(), `carddesk-replay-bridge-${process.pid}`);
const bridgeAddress = join(bridgeDirectory, "bridge.sock");
let bridge: Running;
let readerPort = 0;
let inserted: Running | null = null;

async function checkWithCard(page: Page, app: App): Promise<void> {
  await logIn(page, "vscmanager");
  await expect(reader(page)).toContainText("There is no card in the reader.");
  const args = ["--card", card, "--sandbox", app.sandbox.url, "--port", String(readerPort)];
  inserted = runProgram("electron/sandbox/virtual-card/main.ts", args);
  await inserted.line(/is in the reader/);
  await open(page, card);
  await expect(reader(page)).toContainText("is this card");
}
const reader = (page: Page): Locator => page.getByRole("region", { name: "Card in reader" });
const check = (page: Page): Locator => page.getByRole("dialog", { name: "Check this card" });

const failures: readonly Failure[] = [
  {
    name: "a version conflict",
    async drive(page, app) {
      await atNext(page, app);
      await runProcess(await logInToApi(app.sandbox.url, "officer"), processes.reactivate, cardRef(card));
      await next(page);
    },
    place: wizard,
    says: "version-conflict",
    code: "version-conflict",
  },
  {
    name: "a CA that is down",
    async drive(page, app) {
      await atNext(page, app);
      await app.sandbox.fault("POST", nextPath, { caDown: true });
      await next(page);
    },
    place: wizard,
    says: "ca-unavailable",
    code: "ca-unavailable",
  },
  {
    name: "a session that expires in the wizard",
    async drive(page, app) {
      await atNext(page, app);
      await app.sandbox.fault("POST", nextPath, { expireSessions: true });
      await next(page);
    },
    place: (page) => page.getByRole("dialog", { name: "Your session has ended" }),
    says: "User account",
    code: "not-authenticated",
  },
  {
    name: "an answer that is no JSON",
    async drive(page, app) {
      await logIn(page, "vscmanager");
      const effect = { status: 200, body: "<!doctype html><h1>Gateway</h1>", contentType: "text/html" };
      await app.sandbox.fault("GET", `/v1/objects/virtualSmartCard/${card}`, effect, 20);
      await page.getByRole("searchbox", { name: "Search" }).fill(card);
      await page.keyboard.press("Enter");
    },
    place: (page) => page.getByRole("main"),
    says: "backend-unreadable",
    code: "backend-unreadable",
  },
  {
    name: "a time-out after it was done",
    async drive(page, app) {
      await atNext(page, app);
      await app.sandbox.fault("POST", nextPath, { dropAfterCommit: true }, 30);
      await next(page);
    },
    place: wizard,
    says: "We do not know yet",
    code: "backend-unreachable",
  },
  {
    name: "wrong credentials",
    async drive(page) {
      await logIn(page, "vscmanager", "wrong");
    },
    place: (page) => page.getByRole("alert"),
    says: "wrong-credentials",
    code: "wrong-credentials",
  },
];

const failuresOfCards: readonly Failure[] = [
  {
    name: "a card that is pulled out",
    async drive(page, app) {
      await checkWithCard(page, app);
      await page.getByRole("button", { name: "Check this card" }).click();
      await inserted?.stop();
      await expect(check(page)).toContainText("There is no card in the reader.");
      await check(page).getByRole("button", { name: "Check", exact: true }).click();
    },
    place: check,
    says: "There is no card in the reader.",
    code: "no-card",
  },
  {
    name: "a card bridge that crashes",
    async drive(page, app) {
      await checkWithCard(page, app);
      bridge.process.kill("SIGKILL");
    },
    place: reader,
    says: "is not running",
    code: "bridge-lost",
  },
];

const brokenJournal: Failure = {
  name: "a broken journal",
  async drive(page, app) {
    const [number = ""] = await inactiveCards(app.sandbox, 1);
    await inTheField(page, app.sandbox);
    await queueReactivation(page, number);
    const sandbox = await backAgain(app.sandbox);
    const broken = { seq: 1, code: "journal-broken", fault: "changed", detail: "" };
    const answer = { head: emptyHead, results: [], broken, stopped: null };
    const effect = { status: 200, body: JSON.stringify(answer), contentType: "application/json" };
    await sandbox.fault("POST", "/v1/offline/journal", effect, 5);
    await logInAgain(page);
    await goTo(page, "Offline");
  },
  place: (page) => page.getByRole("main"),
  says: "A journal of this machine was refused",
  code: "journal-broken",
  isLater: true,
};

/** Saves a bundle as Support does, even while a dialog is open. Returns its file. */
async function bundleOf(page: Page): Promise<string> {
  const answer: unknown = await page.evaluate(async () => {
    const program = window.carddesk;
    const size = { width: window.innerWidth, height: window.innerHeight };
    const ask = async (name: string, args: unknown): Promise<unknown> => {
      const result = await program?.call({ area: "bundle", name, args });
      return typeof result === "object" && result !== null && "value" in result ? result.value : result;
    };
    const preview = await ask("preview", { window: size, screen: size, scale: 1 });
    if (typeof preview !== "object" || preview === null || !("id" in preview)) return preview;
    return ask("save", { id: preview.id, parts: ["recording.json", "log.jsonl", "environment.json"], note: "" });
  });
  if (typeof answer === "object" && answer !== null && "file" in answer) return String(answer.file);
  throw new Error(`no bundle: ${JSON.stringify(answer)}`);
}

/** Starts a second program with `--replay`: without a back end, or with its own sandbox. */
async function replay(browser: Browser, file: string, use: (page: Page) => Promise<void>, own = false): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-replay-"));
  const idm = own ? [] : ["--idm", "http://127.0.0.1:9"];
  const args = ["--shell", "browser", "--no-open", "--port", "0", "--data-dir", directory, "--replay", file, ...idm];
  const program = runProgram("electron/launcher/main.ts", args);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(await program.line(/^CardDesk ready (\S+)$/));
    await use(page);
  } finally {
    await context.close();
    await program.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const traceIn = async (place: Locator): Promise<string | undefined> =>
  /\b[0-9a-f]{32}\b/.exec(await place.innerText())?.[0];

function shows({ name, drive, place, says, code, isLater = false }: Failure): void {
  test(`a bundle of ${name} shows the same screen with the same code and trace`, async ({ page, app, browser }) => {
    await drive(page, app);
    await expect(place(page)).toContainText(says);
    const trace = await traceIn(place(page));
    const file = await bundleOf(page);
    await replay(browser, file, async (again) => {
      await bar(again).getByRole("button", { name: "What happened" }).click();
      const entry = bar(again).locator("[data-kind=error]").filter({ hasText: code }).last();
      if (isLater) await entry.getByRole("button", { name: /^Go to/ }).click();
      else await bar(again).getByRole("button", { name: "First error" }).click();
      await expect(place(again)).toContainText(says);
      const present = bar(again).locator("[aria-current=step]");
      await expect(present).toContainText(code);
      expect(await traceIn(place(again))).toBe(trace);
      if (trace !== undefined) expect(await present.textContent()).toContain(trace);
    });
  });
}

for (const failure of failures) shows(failure);
shows(brokenJournal);

test.describe("with a card", () => {
  test.use({ appArgs: ["--bridge", bridgeAddress] });
  test.beforeAll(async () => {
    process.env["CARDDESK_BRIDGE_SECRET"] = randomBytes(32).toString("base64url");
    mkdirSync(bridgeDirectory, { mode: 0o700 });
    readerPort = await freePort();
  });
  test.beforeEach(() => {
    const args = ["--address", bridgeAddress, "--port", String(readerPort)];
    bridge = runProgram(simulatedBridgeEntry, args);
  });
  test.afterEach(async () => {
    await inserted?.stop();
    await bridge.stop();
    rmSync(bridgeAddress, { force: true });
  });
  test.afterAll(() => {
    delete process.env["CARDDESK_BRIDGE_SECRET"];
    rmSync(bridgeDirectory, { recursive: true });
  });
  for (const failure of failuresOfCards) shows(failure);
});

test("a sandbox set up from a recorded version conflict has the card as it was then, and can reactivate it", async ({
  page,
  app,
  browser,
}) => {
  await atNext(page, app);
  await runProcess(await logInToApi(app.sandbox.url, "officer"), processes.reactivate, cardRef(card));
  await next(page);
  await expect(wizard(page)).toContainText("version-conflict");
  const file = await bundleOf(page);
  await replay(
    browser,
    file,
    async (again) => {
      // Goes to a step before Next, when the card was still inactive.
      await bar(again).getByRole("button", { name: "What happened" }).click();
      const opened = bar(again)
        .getByRole("listitem")
        .filter({ hasText: "POST /v1/process-instances was answered" })
        .first();
      await opened.getByRole("button", { name: /^Go to/ }).click();
      await expect(wizard(again)).toBeVisible();
      const number = /VSC-\d{6}/.exec(await wizard(again).innerText())?.[0] ?? "";
      await bar(again).getByRole("button", { name: "Continue in the sandbox" }).click();
      await bar(again).getByRole("button", { name: "Set up and continue" }).click();
      await expect(bar(again)).toHaveCount(0);
      await logIn(again, "vscmanager");
      await open(again, number);
      await actions(again).getByRole("button", { name: reactivate }).click();
      await expect(wizard(again).getByRole("table", { name: "What will change" })).toContainText(number);
      await next(again);
      await expect(wizard(again)).toContainText("confirmed");
    },
    true,
  );
});
