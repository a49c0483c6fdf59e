import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { ok } from "#shared/errors.ts";
import { openPage } from "../testing/test-app.tsx";
import { administrator, bulkOperator, cardItem } from "../testing/test-data.ts";

const press = (name: string) => screen.findByRole("button", { name });

it("removing a row keeps the focus in its region", async () => {
  const { user } = await openPage({
    session: { kind: "active", operator: administrator },
    route: { screen: "admin", category: "cards", template: "virtualSmartCard" },
  });
  await user.click(await press("New"));
  const [remove] = await screen.findAllByRole("button", { name: /^Remove/ });
  if (remove === undefined) throw new Error("no row");
  remove.focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(remove).not.toBeInTheDocument());
  await waitFor(() => expect(document.activeElement).not.toBe(document.body));
  expect(screen.getByRole("region", { name: "Additional Commands" })).toContainElement(
    document.activeElement instanceof HTMLElement ? document.activeElement : null,
  );
});

it("emptying the basket does not lose the focus", async () => {
  const process = {
    symbolicName: "P",
    name: "Process",
    text: "",
    irreversible: false,
    action: "",
    fields: [],
    why: [],
  };
  const { user } = await openPage({
    session: { kind: "active", operator: bulkOperator },
    route: { screen: "bulk" },
    overrides: {
      bulk: {
        options: async () => ok({ limit: 20, processes: [process] }),
        judge: async ({ wanted }) =>
          ok(
            wanted.map(() => ({ kind: "candidate", item: cardItem(1), about: null, version: 1, changes: [] }) as const),
          ),
      },
    },
  });
  await user.click(await screen.findByRole("radio", { name: "Process" }));
  await user.click(await press("Next"));
  await user.click(await press("Find"));
  await user.click(await press("Choose all possible"));
  const empty = await press("Empty the basket");
  empty.focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(empty).not.toBeInTheDocument());
  await waitFor(() => expect(document.activeElement).not.toBe(document.body));
});
