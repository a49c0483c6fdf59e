import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { openCard, openPage } from "../testing/test-app.tsx";
import { inactiveCard, offersWhileInactive } from "../testing/test-data.ts";

const outdated = /may be out of date/;

it("an error with nothing beside it does not say that what is shown is old", async () => {
  const open = async () => fail(operatorError("backend-unreachable"));
  await openPage({
    route: { screen: "object", ref: inactiveCard.ref },
    overrides: { objects: { open } },
  });
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("The back end cannot be reached.");
  expect(alert).not.toHaveTextContent(outdated);
});

it("an error over what was read before says so, and its code can be copied", async () => {
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
