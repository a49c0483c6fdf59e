import { expect } from "@playwright/test";
import { idmApi } from "#shared/idm/api.ts";
import { logIn as logInToApi } from "../fixtures/sandbox.ts";
import { test } from "./app.ts";
import { findings } from "./axe.ts";
import {
  backAgain,
  banner,
  cardRef,
  entry,
  goTo,
  inactiveCards,
  inTheField,
  logInAgain,
  queue,
  queueReactivation,
  reactivate,
  processes,
} from "./field.ts";
import { runProcess } from "../fixtures/run-process.ts";
import { actions, logIn, open, openTab } from "./operator.ts";

// Slow: starts and stops programs several times.
test.slow();

test.describe("with 2,500 cards", () => {
  test.use({ sandboxFlags: ["--people", "2500"] });

  test("500 inactive cards are taken, and three reactivated offline are active after a restart and the sync", async ({
    page: first,
    app,
  }) => {
    const cards = await inactiveCards(app.sandbox, 3);
    await inTheField(first, app.sandbox);
    await expect(first.getByRole("region", { name: "Working set" })).toContainText(/Objects\s*500/);
    for (const card of cards) await queueReactivation(first, card);
    await expect(first.getByRole("region", { name: "Queued on this machine" })).toContainText("Active");
    await expect(banner(first)).toContainText("3 entries wait");

    const page = await app.restart();
    await expect(page.getByText(/There is a working set on this machine/)).toBeVisible();
    await logIn(page, "vscmanager");
    await goTo(page, "Offline");
    await expect(banner(page)).toContainText("3 entries wait");
    for (const card of cards) await expect(entry(page, card)).toContainText("Not yet effective");
    expect(await findings(page)).toEqual([]);

    await using sandbox = await backAgain(app.sandbox);
    await logInAgain(page);
    for (const card of cards) await expect(entry(page, card)).toContainText("Applied");
    await expect(banner(page)).not.toContainText("wait");
    const operator = await logInToApi(sandbox.url, "vscmanager");
    for (const id of cards) {
      expect(await operator.ask(idmApi.object, { params: cardRef(id) })).toMatchObject({ state: "active" });
      const { items } = await operator.ask(idmApi.history, { params: cardRef(id) });
      expect(items.filter(({ process }) => process === processes.reactivate)).toMatchObject([
        { journalSeq: expect.any(Number) },
      ]);
    }
    await queue(page)
      .getByRole("link", { name: cards[0] ?? "" })
      .click();
    await openTab(page, "History");
    await expect(page.getByRole("region", { name: "History" })).toContainText(reactivate);
  });
});

test("while an entry waits, the current state is shown beside the state that was seen, not in place of it", async ({
  page,
  app,
}) => {
  const [card = ""] = await inactiveCards(app.sandbox, 1);
  await inTheField(page, app.sandbox);
  await queueReactivation(page, card);
  const waiting = page.getByRole("region", { name: "Queued on this machine, not yet effective" });
  const state = waiting.getByRole("row", { name: /^State/ });
  await expect(waiting.getByRole("columnheader", { name: /^In the working set/ })).toBeVisible();
  await expect(state).toHaveText(/Inactive.*Active/s);
  // The operator's own change must not be shown as a warning.
  await expect(state).not.toContainText("differs");
  await goTo(page, "Offline");
  await page.getByRole("button", { name: "Pause sync" }).click();

  await using sandbox = await backAgain(app.sandbox);
  const officer = await logInToApi(sandbox.url, "officer");
  await runProcess(officer, processes.reactivate, cardRef(card));
  await runProcess(officer, processes.lock, cardRef(card));
  await logInAgain(page);
  await goTo(page, "Quick search");
  await open(page, card);
  await expect(page.getByRole("article").getByRole("status").first()).toHaveText("Locked");
  await expect(waiting.getByRole("columnheader", { name: /^In Identity Manager.*read just now/ })).toBeVisible();
  await expect(waiting.getByRole("columnheader", { name: /^What you saw/ })).toBeVisible();
  await expect(state).toHaveText(/Locked.*Inactive.*differs/s);
  await expect(waiting).toContainText("it comes back as a conflict");
  expect(await findings(page)).toEqual([]);
  await expect(actions(page).getByRole("button", { name: reactivate })).toHaveCount(0);

  await goTo(page, "Offline");
  await page.getByRole("button", { name: "Resume sync" }).click();
  await expect(entry(page, card)).toContainText("Conflict");
});
