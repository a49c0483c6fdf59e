import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, type BrowserContext, type Page } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import { scenarioNames } from "#shared/sandbox.ts";
import { enable } from "../fixtures/enable.ts";
import { run, type Running } from "../fixtures/process.ts";
import { call, logIn as logInToApi } from "../fixtures/sandbox.ts";
import { findings } from "./axe.ts";
import { goTo, processes, reactivate } from "./field.ts";
import { actions, certificateStates, logIn, logOut, open } from "./operator.ts";

/*
 * Every scenario of `npm start` from the operator's view: its effects, and that everything works
 * again after Stop.
 */

// The tests run in order, sharing one program.
test.describe.configure({ mode: "default" });

let program: Running;
let sandbox: string;
let context: BrowserContext;
let page: Page;
/** Inactive cards that no earlier test has used. */
let inactive: string[];
const dataDir = mkdtempSync(join(tmpdir(), "carddesk-e2e-"));

test.beforeAll(async ({ browser }) => {
  const flags = ["--shell", "browser", "--no-open", "--data-dir", dataDir, "--lang", "en"];
  // Without a card service, even if this machine has one.
  program = run("electron/launcher/main.ts", flags, { PCSCLITE_CSOCK_NAME: join(dataDir, "no-service") });
  sandbox = await program.line(/^Sandbox ready (\S+)$/);
  const address = await program.line(/^CardDesk ready (\S+)$/);
  await enable(sandbox, processes.reactivate);
  const manager = await logInToApi(sandbox, "vscmanager");
  const query = { q: "VSC", state: "inactive", limit: "20" };
  const { items } = await manager.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query });
  inactive = items.map(({ label }) => label).filter((label) => !/00000[1-5]$/.test(label));
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  await page.goto(address);
});
test.afterAll(async () => {
  await context.close();
  await program.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const errors = () => page.getByRole("alert");
const statusBar = () => page.getByRole("contentinfo");
const line = () => page.getByRole("region", { name: "Card in reader" });
const check = () => page.getByRole("dialog", { name: "Check this card" });
const wizard = () => page.getByRole("dialog", { name: reactivate });

async function openScenarios(): Promise<void> {
  await page.getByRole("button", { name: "Support", exact: true }).click();
  await page.getByRole("tab", { name: "Scenarios" }).click();
}
async function start(name: string): Promise<void> {
  await openScenarios();
  await page.getByRole("button", { name: `Start ${name}` }).click();
  await expect(page.getByRole("button", { name: `Stop ${name}` })).toBeVisible();
}
async function stop(name: string): Promise<void> {
  await openScenarios();
  await page.getByRole("button", { name: `Stop ${name}` }).click();
  await expect(page.getByText(/^Scenario:/)).toHaveCount(0);
}

/** Checks that everything works again: the card is unchanged, and the CA confirms it. */
async function expectWell(): Promise<void> {
  await goTo(page, "Quick search");
  await open(page, "VSC-000001");
  await expect
    .poll(() => certificateStates(page))
    .toEqual(["Authentication: Valid, Valid", "Signature: Valid, Valid", "Encryption: Valid, Valid"]);
  await expect(errors()).toHaveCount(0);
  await expect(statusBar()).toContainText("Connected");
}

/**
 * Starts a scenario before the log-in, runs `work` as an operator, stops the scenario and checks
 * that everything works again.
 */
async function during(name: string, account: string, work: () => Promise<void>): Promise<void> {
  await start(name);
  await page.getByRole("button", { name: "Back to the log-in" }).click();
  await logIn(page, account);
  await expect(statusBar()).toContainText(`Scenario: ${name}`);
  await work();
  await stop(name);
  if (account !== "approver") await expectWell();
  await logOut(page);
}

/** Opens an inactive card and starts its reactivation, up to the form. */
async function begin(): Promise<string> {
  const card = inactive.pop() ?? "";
  await open(page, card);
  await actions(page).getByRole("button", { name: reactivate }).click();
  await expect(wizard().getByRole("button", { name: "Next" })).toBeVisible();
  return card;
}
const pressNext = () => wizard().getByRole("button", { name: "Next" }).click();
async function closeWizard(): Promise<void> {
  await wizard()
    .getByRole("button", { name: /^(Cancel|Close)$/ })
    .click();
  await expect(wizard()).toBeHidden();
}

/**
 * Checks the card in the reader, with or without a PIN. Waits for this card first, because a
 * scenario may have another one inserted.
 */
async function checkCard(pin = ""): Promise<void> {
  await expect(line()).toContainText("The card in the reader is this card.");
  await line().getByRole("button", { name: "Check this card" }).click();
  await check().getByLabel("PIN of the holder").fill(pin);
  await check().getByRole("button", { name: "Check", exact: true }).click();
}
async function closeCheck(): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(check()).toBeHidden();
}

test("every scenario has its line on the screen, on which axe finds nothing", async () => {
  await openScenarios();
  await expect(page.getByRole("list", { name: "Scenarios" }).getByRole("listitem")).toHaveCount(scenarioNames.length);
  await expect(page.getByText("Simulated reader", { exact: true })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.getByRole("button", { name: "Back to the log-in" }).click();
});

test("slow back end: the search shows that it is under way, and finds the card", async () => {
  await during("Slow back end", "vscmanager", async () => {
    await page.getByRole("searchbox", { name: "Search" }).fill("VSC-000001");
    await expect(page.getByText("Searching…").first()).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "VSC-000001" })).toBeFocused();
    await expect(errors()).toHaveCount(0);
  });
});

test("CA down: the states in the CA are unknown, and a process is not started", async () => {
  await during("CA down", "vscmanager", async () => {
    await open(page, "VSC-000001");
    await expect.poll(() => certificateStates(page)).toContain("Signature: Valid, unknown");
    await open(page, "VSC-000002");
    await actions(page).getByRole("button", { name: reactivate }).click();
    await expect(errors()).toContainText("The certification authority does not answer.");
    await expect(errors()).toContainText("ca-unavailable");
    await closeWizard();
  });
});

test("back end restarts: it is unreachable, comes back, and an operator can log in and go on", async () => {
  await start("Back end restarts");
  await page.getByRole("button", { name: "Back to the log-in" }).click();
  await expect(errors()).toContainText("backend-unreachable");
  await expect(errors()).toHaveCount(0);
  await logIn(page, "vscmanager");
  await expect(statusBar()).toContainText("Connected");
  await stop("Back end restarts");
  await expectWell();
  await logOut(page);
});

test("session expires: the log-in appears over the wizard, which then goes on", async () => {
  await during("Session expires", "vscmanager", async () => {
    await begin();
    await pressNext();
    const again = page.getByRole("dialog", { name: "Your session has ended" });
    await again.getByLabel("Password").fill("sandbox");
    await again.getByRole("button", { name: "Log in" }).click();
    await pressNext();
    await expect(wizard()).toContainText("Done");
    await closeWizard();
  });
});

test("version conflict: the process is refused once, and succeeds when it is started again", async () => {
  await during("Version conflict", "vscmanager", async () => {
    const card = await begin();
    await pressNext();
    await expect(errors()).toContainText("Someone else has changed this in the meantime.");
    await expect(errors()).toContainText("version-conflict");
    await closeWizard();
    inactive.push(card);
    await begin();
    await pressNext();
    await expect(wizard()).toContainText("Done");
    await closeWizard();
  });
});

test("approval pending: two requests wait, and are gone afterwards", async () => {
  await during("Approval pending", "approver", async () => {
    await expect(page.getByRole("row").filter({ hasText: "Oskar Fichet" })).toHaveCount(2);
  });
  await logIn(page, "approver");
  await goTo(page, "Open tasks");
  await expect(page.getByText("No requests are waiting for a decision.")).toBeVisible();
  await logOut(page);
});

test("user locked meanwhile: the process is refused, and the card is locked until the scenario ends", async () => {
  let card = "";
  await during("User locked meanwhile", "vscmanager", async () => {
    card = await begin();
    await pressNext();
    await expect(errors()).toContainText("version-conflict");
    await closeWizard();
    await expect(page.getByRole("article").getByRole("status").first()).toHaveText("Locked");
  });
  await logIn(page, "vscmanager");
  await open(page, card);
  await expect(page.getByRole("article").getByRole("status").first()).toHaveText("Inactive");
  await logOut(page);
});

test("100,000 people: the data is made in the background, with its progress, and can then be searched", async () => {
  test.setTimeout(300_000);
  await during("100,000 people", "vscmanager", async () => {
    await openScenarios();
    await expect(page.getByText(/^The data is being made: \d+ %$/)).toBeVisible();
    await expect(page.getByText(/^The data is being made/)).toHaveCount(0, { timeout: 240_000 });
    await goTo(page, "Quick search");
    await page.getByRole("searchbox", { name: "Search" }).fill("VSC-");
    await expect(page.getByText("100,000 found")).toBeVisible();
  });
});

test("no card service: the page shows its normal sentence for that", async () => {
  await during("No card service", "vscmanager", async () => {
    await page.keyboard.press("Control+j");
    await expect(line()).toContainText("The smart card service of this machine is not running.");
    await expect(statusBar()).toContainText("No card reader (simulated)");
  });
});

test("card of another person: the object view shows that another card is in the reader", async () => {
  await during("Card of another person", "vscmanager", async () => {
    await open(page, "VSC-000001");
    await expect(line()).toContainText("The card in the reader is another card: VSC-000005.");
    await expect(line()).toContainText("Simulated reader");
  });
});

test("wrong PIN: the check shows the tries left, and succeeds with the right PIN", async () => {
  await during("Wrong PIN", "vscmanager", async () => {
    await open(page, "VSC-000001");
    await checkCard("123456");
    await expect(check()).toContainText("Wrong PIN. 2 tries left.");
    await check().getByLabel("PIN of the holder").fill("246810");
    await page.keyboard.press("Enter");
    await expect(check()).toContainText("The card, Identity Manager and the CA agree.");
    await closeCheck();
  });
});

test("expired certificates: shown in both columns, and in the check of the card", async () => {
  await during("Expired certificates", "vscmanager", async () => {
    await open(page, "VSC-000001");
    await expect.poll(() => certificateStates(page)).toContain("Signature: Expired, Expired");
    await checkCard();
    await expect(check().getByRole("table", { name: "What was compared" })).toContainText("Expired");
    await closeCheck();
  });
});

test("clock off: the check does not accept an answer from the future", async () => {
  await during("Clock off", "vscmanager", async () => {
    await open(page, "VSC-000001");
    await checkCard();
    await expect(check()).toContainText("The answer is too old, or not valid yet. Check this machine’s clock.");
    await closeCheck();
  });
});

test("disk full: no working set is taken, and one can be taken afterwards", async () => {
  const download = () => page.getByRole("button", { name: "Download", exact: true }).click();
  await during("Disk full", "vscmanager", async () => {
    await goTo(page, "Offline");
    await download();
    await expect(errors().first()).toContainText("The disk is full.");
    await expect(errors().first()).toContainText("disk-full");
  });
  await logIn(page, "vscmanager");
  await goTo(page, "Offline");
  await download();
  await expect(page.getByRole("region", { name: "Working set" })).toContainText(/Objects\s*200/);
  await logOut(page);
});

test("malformed answers: the search reports them as unreadable", async () => {
  await during("Malformed answers", "vscmanager", async () => {
    await page.getByRole("searchbox", { name: "Search" }).fill("VSC-00000");
    await expect(errors()).toContainText("The answer does not come from the back end, or CardDesk cannot read it.");
    await expect(errors()).toContainText("backend-unreadable");
  });
});

test("a program started with a scenario shows it, and a request to the sandbox ends it", async () => {
  const own = mkdtempSync(join(tmpdir(), "carddesk-e2e-"));
  const flags = ["--shell", "browser", "--no-open", "--data-dir", own, "--lang", "en", "--scenario", "ca-down"];
  const started = run("electron/launcher/main.ts", flags);
  const other = await context.newPage();
  try {
    const url = await started.line(/^Sandbox ready (\S+)$/);
    await other.goto(await started.line(/^CardDesk ready (\S+)$/));
    await expect(other.getByText("Scenario: CA down")).toBeVisible();
    await call(url, "PUT", "/sandbox/scenario", { name: null });
    await expect(other.getByText("Scenario: CA down")).toHaveCount(0);
  } finally {
    await other.close();
    await started.stop();
    rmSync(own, { recursive: true, force: true });
  }
});
