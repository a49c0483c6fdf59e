import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, operatorError } from "#shared/errors.ts";
import { openPage } from "../../testing/test-app.tsx";
import { administrator } from "../../testing/test-data.ts";

const account = () => screen.getByRole("textbox", { name: "User account" });
const password = () => screen.getByLabelText("Password");
const logIn = () => screen.getByRole("button", { name: "Log in" });

describe("log in", () => {
  it("shows where one logs in, and leads to Quick search with the focus in the field", async () => {
    const { user } = await openPage({ session: { kind: "none" } });
    expect(screen.getByText(/http:\/\/127\.0\.0\.1:7000/)).toBeVisible();
    expect(screen.getByText("Sandbox")).toBeVisible();
    expect(account()).toHaveFocus();

    await user.type(account(), "vscmanager");
    await user.type(password(), "sandbox{Enter}");

    await waitFor(() => expect(screen.getByRole("searchbox", { name: "Search" })).toHaveFocus());
    expect(screen.getByRole("combobox", { name: "Quick search" })).toHaveDisplayValue("Virtual smart card");
    expect(screen.getByText("Vera Manager")).toBeVisible();
  });

  it("keeps the account after a wrong password and has the password ready to be typed again", async () => {
    const { user } = await openPage({ session: { kind: "none" } });
    await user.type(account(), "vscmanager");
    await user.type(password(), "wrong");
    await user.click(logIn());

    expect(await screen.findByRole("alert")).toHaveTextContent("The user account or the password is wrong.");
    expect(account()).toHaveValue("vscmanager");
    expect(password()).toHaveFocus();
  });

  it("asks for what is missing instead of sending it", async () => {
    const { user, core } = await openPage({ session: { kind: "none" } });
    await user.click(logIn());
    expect(account()).toHaveAccessibleDescription("Enter your user account.");
    expect(account()).toHaveFocus();
    expect(core.count("session.logIn")).toBe(0);
  });

  it("changes the language without losing what was typed", async () => {
    const { user } = await openPage({ session: { kind: "none" } });
    await user.type(account(), "vscmanager");
    await user.type(password(), "secret");
    await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Deutsch");

    expect(await screen.findByRole("button", { name: "Anmelden" })).toBeVisible();
    expect(screen.getByRole("textbox", { name: "Benutzerkonto" })).toHaveValue("vscmanager");
    expect(screen.getByLabelText("Passwort")).toHaveValue("secret");
    expect(document.documentElement).toHaveAttribute("lang", "de");
  });

  it("tells how long an account stays locked", async () => {
    const logInFails = async () => fail(operatorError("account-locked", { seconds: 300 }));
    const { user } = await openPage({ session: { kind: "none" }, overrides: { session: { logIn: logInFails } } });
    await user.type(account(), "vscmanager");
    await user.type(password(), "sandbox{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent(/(300|299) seconds to wait/);
  });

  it("says before any attempt that the back end is not there", async () => {
    const { core } = await openPage({ session: { kind: "none" } });
    core.setConnection({ kind: "offline", error: operatorError("backend-unreachable") });
    expect(await screen.findByRole("alert")).toHaveTextContent("The back end cannot be reached.");
    expect(logIn()).toBeEnabled();
  });

  it("leaves nothing of one operator to the next", async () => {
    const { user, core } = await openPage();
    await user.type(screen.getByRole("searchbox", { name: "Search" }), "VSC-000002");
    expect(await screen.findByRole("row", { name: /VSC-000002/ })).toBeVisible();
    await user.click(screen.getByRole("button", { name: /^Account of/ }));
    await user.click(screen.getByRole("button", { name: "Log out" }));
    core.setSession({ kind: "active", operator: { ...administrator, roles: ["helpdeskOfficer"] } });
    expect(await screen.findByRole("searchbox", { name: "Search" })).toHaveValue("");
    expect(screen.queryByRole("row", { name: /VSC-000002/ })).toBeNull();
  });
});
