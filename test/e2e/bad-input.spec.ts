import { expect } from "@playwright/test";
import { test } from "./app.ts";
import { actions, enable, logIn, logOut, open, openTab, unfoldReasons } from "./operator.ts";

const reactivate = "Reactivate virtual smart card";

test("a wrong password shows its code; five lock the account, and the page shows for how long", async ({ page }) => {
  await logIn(page, "vscmanager", "wrong");
  await expect(page.getByRole("alert")).toContainText("wrong-credentials");
  await expect(page.getByRole("textbox", { name: "User account" })).toHaveValue("vscmanager");
  const button = page.getByRole("button", { name: "Log in" });
  for (let attempt = 1; attempt < 5; attempt += 1) {
    await logIn(page, "vscmanager", "wrong");
    await expect(button).toBeEnabled();
  }
  await logIn(page, "vscmanager", "wrong");
  await expect(page.getByRole("alert")).toContainText("account-locked");
  await expect(page.getByRole("alert")).toContainText(/[45]:\d\d min/);
  await expect(button).toBeDisabled();
  // Only that account has to wait.
  await logIn(page, "helpdesk");
  await expect(page.getByRole("searchbox", { name: "Search" })).toBeVisible();
});

test("a wizard is still open after its session has expired and the operator has logged in again", async ({
  page,
  app,
}) => {
  await logIn(page, "admin");
  await enable(page, reactivate);
  await logOut(page);
  await logIn(page, "vscmanager");
  await open(page, "VSC-000002");
  await actions(page).getByRole("button", { name: reactivate }).click();
  const wizard = page.getByRole("dialog", { name: reactivate });
  await expect(wizard.getByRole("button", { name: "Next" })).toBeEnabled();
  await app.sandbox.fault("POST", "/v1/process-instances/*", { expireSessions: true });
  await wizard.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("textbox", { name: "User account" })).toHaveValue("vscmanager");
  // The reloaded page opens both dialogs at once.
  await page.reload();
  await page.getByLabel("Password").fill("sandbox");
  await page.getByRole("button", { name: "Log in" }).click();
  await wizard.getByRole("button", { name: "Next" }).click();
  await expect(wizard).toContainText("confirmed");
});

for (const [name, effect, code] of [
  [
    "an HTML page",
    { status: 200, body: "<!doctype html><h1>Gateway</h1>", contentType: "text/html" },
    "backend-unreadable",
  ],
  [
    "half a JSON document",
    { status: 200, body: '{"ref":{"type":"virt', contentType: "application/json" },
    "backend-unreadable",
  ],
  ["500", { status: 500, body: "", contentType: "text/plain" }, "backend-failed"],
  ["nothing at all", { dropBeforeCommit: true }, "backend-unreachable"],
] as const) {
  test(`the back end answers ${name}: the page shows the error code, and works again afterwards`, async ({
    page,
    app,
  }) => {
    await logIn(page, "vscmanager");
    await app.sandbox.fault("GET", "/v1/objects/*", effect, 50);
    await page.getByRole("searchbox", { name: "Search" }).fill("VSC-000002");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toContainText(code);
    await app.sandbox.clearFaults();
    await page.getByRole("button", { name: "Refresh" }).click();
    await expect(page.getByRole("heading", { name: "VSC-000002" })).toBeVisible();
  });
}

test("the wizard reports a step of an unknown kind with the name of its kind", async ({ page, app }) => {
  await logIn(page, "admin");
  await enable(page, reactivate);
  await logOut(page);
  await logIn(page, "vscmanager");
  await open(page, "VSC-000002");
  const body = JSON.stringify({
    id: "1",
    process: "VirtualSmartCardProcReactivate",
    processName: reactivate,
    object: { type: "virtualSmartCard", id: "VSC-000002" },
    step: { kind: "video-call", room: 7 },
  });
  await app.sandbox.fault("POST", "/v1/process-instances", { status: 201, body, contentType: "application/json" });
  await actions(page).getByRole("button", { name: reactivate }).click();
  const wizard = page.getByRole("dialog", { name: reactivate });
  await expect(wizard).toContainText("step-unknown");
  await expect(wizard).toContainText("Kind of step: video-call");
  await wizard.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("heading", { name: "VSC-000002" })).toBeVisible();
});

test("an unknown process, field type, state and reason are shown unchanged, and the rest works", async ({
  page,
  app,
}) => {
  await logIn(page, "vscmanager");
  const object = { type: "virtualSmartCard", id: "VSC-000002" };
  const answers = (path: string, answer: unknown, status = 200) =>
    app.sandbox.fault("*", path, { status, body: JSON.stringify(answer), contentType: "application/json" }, 50);
  const offer = { coreTemplate: "virtualSmartCard", offered: true, why: [] };
  await answers("/v1/objects/virtualSmartCard/VSC-000002/processes", [
    { ...offer, symbolicName: "VirtualSmartCardProcEngrave", name: "Engrave virtual smart card" },
    {
      ...offer,
      symbolicName: "VirtualSmartCardProcPolish",
      name: "Polish virtual smart card",
      offered: false,
      why: [{ code: "moon-phase", detail: "" }],
    },
  ]);
  const step = {
    kind: "form",
    title: "Engrave",
    text: "What is to be engraved?",
    fields: [
      { name: "where", label: "Where", type: "COORDINATES", required: false, choices: [], value: "59N 18E" },
      { name: "what", label: "What", type: "STRING", required: false, choices: [], value: null },
    ],
    changes: [
      { subject: { ...object, label: "VSC-000002" }, what: "finish", before: "matte", after: "engraved", note: "deep" },
    ],
    canGoBack: false,
  };
  const instance = {
    id: "1",
    process: "VirtualSmartCardProcEngrave",
    processName: "Engrave virtual smart card",
    object,
  };
  await answers("/v1/process-instances", { ...instance, step }, 201);
  await answers("/v1/objects/virtualSmartCard/VSC-000002", {
    ref: object,
    label: "VSC-000002",
    state: "quarantined",
    version: 9,
    fields: [{ name: "place", label: "Place", type: "COORDINATES", value: "59N 18E" }],
    related: [],
    certificates: [],
  });
  await open(page, "VSC-000002");
  await expect(page.getByRole("article").getByRole("status").first()).toHaveText("quarantined");
  await expect(page.getByRole("region", { name: "Details" })).toContainText("59N 18E");
  await unfoldReasons(page);
  await expect(actions(page).getByRole("listitem").filter({ hasText: "Polish" })).toContainText("moon-phase");
  await openTab(page, "Life cycle");
  await expect(page.getByRole("list", { name: "Life cycle" })).toContainText("quarantined");
  await actions(page).getByRole("button", { name: "Engrave virtual smart card" }).click();
  const wizard = page.getByRole("dialog", { name: "Engrave virtual smart card" });
  await expect(wizard).toContainText("This version cannot edit a field of type COORDINATES.");
  await expect(wizard.getByRole("table", { name: "What will change" })).toContainText(/deep.*matte.*engraved/s);
  await wizard.getByRole("textbox", { name: "What" }).fill("A. L.");
  await wizard.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("heading", { name: "VSC-000002" })).toBeVisible();
});

test("search texts with quotes, a percent sign or an emoji find nothing, and one of 10,000 characters is refused", async ({
  page,
}) => {
  await logIn(page, "vscmanager");
  const field = page.getByRole("searchbox", { name: "Search" });
  for (const text of ['"', "'; drop table cards; --", "100%", "\u{1F600}", "*"]) {
    await field.fill(text);
    await expect(page.getByRole("status").filter({ hasText: /^(0 |Nothing|No )/ })).toBeVisible();
  }
  await field.fill("x".repeat(10_000));
  await expect(page.getByRole("alert")).toContainText("query-too-long");
  await field.fill("VSC-000002");
  await expect(page.getByRole("row", { name: /VSC-000002/ })).toBeVisible();
});

test("if the back end goes away and comes back, the header shows it, and the search works again", async ({
  page,
  app,
}) => {
  await logIn(page, "vscmanager");
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();
  await app.sandbox.fault("*", "/v1/*", { dropBeforeCommit: true }, 10_000);
  await expect(page.getByText("Connected", { exact: true })).toBeHidden();
  await page.getByRole("searchbox", { name: "Search" }).fill("VSC-000001");
  await expect(page.getByRole("alert")).toContainText("backend-unreachable");
  await app.sandbox.clearFaults();
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("row", { name: /VSC-000001/ })).toBeVisible();
});
