import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { ok } from "#shared/errors.ts";
import { odd, openBulk, paste } from "../testing/bulk-bench.tsx";
import { openPage, type Page } from "../testing/test-app.tsx";
import { administrator } from "../testing/test-data.ts";

/** Whether the page asks before it is closed or loaded again. */
function asks(): boolean {
  const event = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

interface Case {
  /** Opens a screen with nothing entered. */
  readonly open: () => Promise<Page>;
  readonly enter: (page: Page) => Promise<unknown>;
}

const cases: Readonly<Record<string, Case>> = {
  "a core template": {
    open: () =>
      openPage({
        session: { kind: "active", operator: administrator },
        route: { screen: "admin", category: "cards", template: "virtualSmartCard" },
      }),
    enter: async ({ user }) => user.click(await screen.findByRole("switch", { name: "Reactivate virtual smart card" })),
  },
  "an environment": {
    open: () => openPage({ route: { screen: "settings" } }),
    async enter({ user }) {
      await user.click(await screen.findByRole("button", { name: "Add environment" }));
      await user.type(screen.getByRole("textbox", { name: "Name" }), "Training");
    },
  },
  "a basket of objects": {
    open: () => openBulk(),
    async enter(page) {
      await paste(page, odd(1).join());
      await within(await screen.findByRole("region", { name: "Basket" })).findByText("VSC-000001");
    },
  },
  "a note to support": {
    open: () =>
      openPage({
        route: { screen: "support", tab: "bundle" },
        overrides: {
          bundle: { preview: async () => ok({ id: "3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b", parts: [] }) },
        },
      }),
    async enter({ user }) {
      await user.click(await screen.findByRole("button", { name: "Put a bundle together" }));
      await user.type(await screen.findByRole("textbox", { name: "What happened?" }), "Next did nothing");
    },
  },
};

it.each(Object.entries(cases))(
  "%s that is not saved makes the page ask before it closes, until the log-out",
  async (_, { open, enter }) => {
    const page = await open();
    expect(asks()).toBe(false);
    await enter(page);
    await waitFor(() => expect(asks()).toBe(true));
    // Unsaved input is gone with its operator.
    page.core.setSession({ kind: "none" });
    await screen.findByLabelText("Password");
    expect(asks()).toBe(false);
  },
);
