import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { openCard, openPage } from "../testing/test-app.tsx";
import { inactiveCard, offersWhileInactive } from "../testing/test-data.ts";

const outdated = /may be out of date/;

it("an error without data on screen does not say that the data may be out of date", async () => {
  const open = async () => fail(operatorError("backend-unreachable"));
  await openPage({
    route: { screen: "object", ref: inactiveCard.ref },
    overrides: { objects: { open } },
  });
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("The back end cannot be reached.");
  expect(alert).not.toHaveTextContent(outdated);
});

it("an error over data that was read before says that it may be out of date, and its details can be copied", async () => {
  let answers = true;
  const { core, user } = await openCard({
    overrides: {
      objects: {
        open: async () =>
          answers
            ? ok({ object: inactiveCard, processes: offersWhileInactive })
            : fail(operatorError("backend-failed", {}, "HTTP 500, GET /v1/objects")),
      },
    },
  });
  answers = false;
  core.emit("objects", "changed", { ref: inactiveCard.ref });
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent(outdated);
  await user.click(within(alert).getByRole("button", { name: "Copy details" }));
  await waitFor(async () => expect(await navigator.clipboard.readText()).toContain("HTTP 500, GET /v1/objects"));
});

it("an error shows its trace id, which the copied details contain too", async () => {
  const trace = "0af7651916cd43dd8448eb211c80319c";
  const open = async () => fail({ ...operatorError("backend-unreachable"), trace });
  const { user } = await openPage({
    route: { screen: "object", ref: inactiveCard.ref },
    overrides: { objects: { open } },
  });
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent(`Trace ID ${trace}`);
  await user.click(within(alert).getByRole("button", { name: "Copy details" }));
  await waitFor(async () => expect(await navigator.clipboard.readText()).toContain(`trace ${trace}`));
});

it("an error links to its entry in the catalogue, and Back returns to the error", async () => {
  const open = async () => fail(operatorError("backend-unreachable"));
  const { user } = await openPage({
    route: { screen: "object", ref: inactiveCard.ref },
    overrides: { objects: { open } },
  });
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("Code backend-unreachable · CD-1001");
  await user.click(within(alert).getByRole("button", { name: "What this means" }));
  expect(await screen.findByRole("tab", { name: "Errors", selected: true })).toBeVisible();
  expect(screen.getByRole("button", { name: /^CD-1001/, expanded: true })).toHaveFocus();
  act(() => window.history.back());
  expect(await screen.findByRole("alert")).toHaveTextContent("Code backend-unreachable");
});

it("an error at the log-in links to the catalogue too", async () => {
  const { core, user } = await openPage({ session: { kind: "none" } });
  act(() => core.setConnection({ kind: "offline", error: operatorError("backend-untrusted") }));
  const alert = within(await screen.findByRole("alert"));
  await user.click(alert.getByText("Details"));
  await user.click(alert.getByRole("button", { name: "What this means" }));
  expect(await screen.findByRole("button", { name: /^CD-1006/, expanded: true })).toHaveFocus();
});

it("an error over the page shows what support does in its own box: the catalogue would open behind it", async () => {
  const { user } = await openPage({
    overrides: { session: { lock: async () => fail(operatorError("backend-failed")) } },
  });
  await user.click(await screen.findByRole("button", { name: /^Account of/ }));
  await user.click(screen.getByRole("button", { name: "Lock session" }));
  const alert = within(await screen.findByRole("alert"));
  expect(alert.getByText(/CD-1003/)).toBeVisible();
  expect(alert.queryByRole("button", { name: "What this means" })).toBeNull();
  await user.click(alert.getByText("What support does"));
  expect(alert.getByText(/by its trace id in the log of the back end/)).toBeVisible();
});
