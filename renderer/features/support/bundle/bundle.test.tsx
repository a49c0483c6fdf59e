import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError } from "#shared/errors.ts";
import type { Preview } from "#shared/ipc/bundle.ts";
import { openPage, type Page } from "../../../testing/test-app.tsx";
import type { Overrides } from "../../../testing/test-client.ts";

const route = { screen: "support", tab: "bundle" } as const;
const id = "3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b";
const preview: Preview = {
  id,
  parts: [
    { name: "recording.json", bytes: 2_345_678 },
    { name: "log.jsonl", bytes: 0 },
    { name: "settings.json", bytes: 812 },
  ],
};
const file = "/home/anna/.local/share/carddesk/bundles/carddesk-support.zip";
const pieces = [
  { lines: ["{", ' "format": 1'], next: 20 },
  { lines: ["}"], next: null },
];
const core: NonNullable<Overrides["bundle"]> = {
  preview: async () => ok(preview),
  look: async ({ name, from }) =>
    ok(name === "log.jsonl" ? { lines: [""], next: null } : (pieces[from === 0 ? 0 : 1] ?? { lines: [], next: null })),
  save: async () => ok({ file, bytes: 24_100 }),
};

const press = (page: Page, name: string) => page.user.click(screen.getByRole("button", { name }));
const argsOf = (page: Page, call: string) =>
  page.core.calls.filter((each) => each.call === call).map(({ args }) => args);

/** Opens the tab and makes a bundle. */
async function made(bundle: Overrides["bundle"] = {}): Promise<Page> {
  const page = await openPage({ route, overrides: { bundle: { ...core, ...bundle } } });
  await press(page, "Put a bundle together");
  await screen.findByRole("heading", { name: "What is in it" });
  return page;
}

describe("the support bundle", () => {
  it("is not put together until the operator asks for it", async () => {
    const page = await openPage({ route, overrides: { bundle: core } });
    expect(screen.getByText(/nothing is sent by itself/)).toBeVisible();
    expect(page.core.count("bundle.preview")).toBe(0);
  });

  it("shows each part with a sentence and its size before it is saved, and focuses their heading", async () => {
    const page = await made();
    expect(screen.getByRole("heading", { name: "What is in it" })).toHaveFocus();
    const rows = screen.getAllByRole("listitem").map((row) => row.textContent);
    expect(rows).toEqual([
      expect.stringMatching(/^Recording2\.3 MBWhat was pressed.+replay it\./),
      expect.stringMatching(/^Log0 bytes/),
      expect.stringMatching(/^Settings812 bytes/),
      expect.stringMatching(/^Contents.+always in the bundle/),
    ]);
    expect(page.core.count("bundle.save")).toBe(0);
    expect(argsOf(page, "bundle.preview")).toMatchObject([{ window: { width: window.innerWidth } }]);
  });

  it("is saved with the chosen parts and the note, and shows the path of its file", async () => {
    const page = await made();
    await page.user.click(screen.getByRole("checkbox", { name: "Recording" }));
    await page.user.type(screen.getByRole("textbox", { name: "What happened?" }), "Next did nothing");
    await press(page, "Save the bundle");
    const said = await screen.findByRole("heading", { name: "The support bundle is saved (24.1 kB)." });
    expect(said).toHaveFocus();
    expect(screen.getByText(file)).toBeVisible();
    expect(argsOf(page, "bundle.save")).toEqual([
      { id, parts: ["log.jsonl", "settings.json"], note: "Next did nothing" },
    ]);
    await press(page, "Copy the path");
    expect(await navigator.clipboard.readText()).toBe(file);
  });

  it("always has its Contents part", async () => {
    await made();
    const contents = screen.getByRole("checkbox", { name: "Contents" });
    expect(contents).toBeChecked();
    expect(contents).toBeDisabled();
  });

  it("says that the note is sent as it is written", async () => {
    await made();
    expect(screen.getByRole("textbox", { name: "What happened?" })).toHaveAccessibleDescription(
      /exactly as you write it: no passwords, PINs or names/,
    );
  });

  it("reads a part when it is opened, forward and back piece by piece", async () => {
    const page = await made();
    expect(page.core.count("bundle.look")).toBe(0);
    await page.user.click(screen.getByText("Look inside", { selector: "[aria-label='Look inside: Recording']" }));
    const box = () => screen.getByRole("textbox", { name: "Content of Recording" });
    await waitFor(() => expect(box()).toHaveValue('{\n "format": 1'));
    await press(page, "Further on");
    await waitFor(() => expect(box()).toHaveValue("}"));
    await press(page, "Back");
    await waitFor(() => expect(box()).toHaveValue('{\n "format": 1'));
    expect(argsOf(page, "bundle.look")).toEqual([0, 20, 0].map((from) => ({ id, name: "recording.json", from })));
  });

  it("says that a part is empty", async () => {
    const page = await made();
    await page.user.click(screen.getByText("Look inside", { selector: "[aria-label='Look inside: Log']" }));
    expect(await screen.findByText("It is empty.")).toBeVisible();
  });

  it("keeps the note and the chosen parts while another tab is open", async () => {
    const page = await made();
    await page.user.click(screen.getByRole("checkbox", { name: "Log" }));
    await page.user.type(screen.getByRole("textbox", { name: "What happened?" }), "Twice");
    await page.user.click(screen.getByRole("tab", { name: "Errors" }));
    await page.user.click(screen.getByRole("tab", { name: "Support bundle" }));
    expect(await screen.findByRole("textbox", { name: "What happened?" })).toHaveValue("Twice");
    expect(screen.getByRole("checkbox", { name: "Log" })).not.toBeChecked();
    expect(screen.getByRole("tab", { name: "Support bundle" })).toHaveFocus();
  });

  it("shows why it was not saved, and keeps the note", async () => {
    const page = await made({ save: async () => fail(operatorError("disk-full")) });
    await page.user.type(screen.getByRole("textbox", { name: "What happened?" }), "Twice");
    await press(page, "Save the bundle");
    expect(await screen.findByRole("alert")).toHaveTextContent("The disk is full.");
    expect(screen.getByRole("textbox", { name: "What happened?" })).toHaveValue("Twice");
    expect(screen.getByRole("button", { name: "Save the bundle" })).toBeVisible();
  });

  it("shows the reason of a bundle-unreadable error as a sentence", async () => {
    const preview = async () => fail(operatorError("bundle-unreadable", { reason: "encrypted" }));
    const page = await openPage({ route, overrides: { bundle: { ...core, preview } } });
    await press(page, "Put a bundle together");
    expect(await screen.findByRole("alert")).toHaveTextContent("It is encrypted.");
  });

  it("can be put together and saved before the log-in", async () => {
    const page = await openPage({ route, session: { kind: "none" }, overrides: { bundle: core } });
    await press(page, "Put a bundle together");
    await press(page, await screen.findByRole("button", { name: "Save the bundle" }).then(() => "Save the bundle"));
    expect(await screen.findByText(file)).toBeVisible();
    expect(within(screen.getByRole("tabpanel")).queryByRole("alert")).toBeNull();
  });
});
