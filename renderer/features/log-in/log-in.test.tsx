import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { openPage } from "../../testing/test-app.tsx";
import { administrator, manager } from "../../testing/test-data.ts";

const account = () => screen.getByRole("textbox", { name: "User account" });
const password = () => screen.getByLabelText("Password");
const logIn = () => screen.getByRole("button", { name: "Log in" });

describe("log in", () => {
  it("shows the back end's address and environment, and opens Quick search with the focus in the field", async () => {
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

  it("keeps the account after a wrong password, and focuses the password field", async () => {
    const { user } = await openPage({ session: { kind: "none" } });
    await user.type(account(), "vscmanager");
    await user.type(password(), "wrong");
    await user.click(logIn());

    expect(await screen.findByRole("alert")).toHaveTextContent("The user account or the password is wrong.");
    expect(account()).toHaveValue("vscmanager");
    expect(password()).toHaveFocus();
  });

  it("focuses Stop waiting during a log-in at a provider, and the provider's button once it is cancelled", async () => {
    const asked = Promise.withResolvers<Result<typeof manager>>();
    const { user } = await openPage({
      session: { kind: "none" },
      overrides: {
        session: {
          ways: async () => ok([{ way: "password" }, { way: "provider", name: "Contoso" }]),
          logInWithProvider: () => asked.promise,
          async cancelLogIn() {
            asked.resolve(fail(operatorError("log-in-cancelled")));
            return ok(null);
          },
        },
      },
    });
    await user.click(await screen.findByRole("button", { name: "Log in with Contoso" }));
    expect(await screen.findByRole("button", { name: "Stop waiting" })).toHaveFocus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByRole("button", { name: "Log in with Contoso" })).toHaveFocus());
  });

  it("asks for a missing account instead of sending the log-in", async () => {
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

  it("counts down while an account is locked and sends nothing for it, but sends another account", async () => {
    const logInFails = async () => fail(operatorError("account-locked", { seconds: 300 }));
    const { user, core } = await openPage({
      session: { kind: "none" },
      overrides: { session: { logIn: logInFails } },
    });
    await user.type(account(), "vscmanager");
    await user.type(password(), "sandbox{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent(/try again in (5:00|4:5\d) min/);
    expect(logIn()).toHaveAttribute("aria-disabled", "true");
    await user.click(logIn());
    await user.type(password(), "{Enter}");
    expect(core.count("session.logIn")).toBe(1);
    await user.type(account(), "2");
    expect(logIn()).toHaveAttribute("aria-disabled", "false");
    await user.click(logIn());
    expect(core.count("session.logIn")).toBe(2);
  });

  it("can be tried again once the account is no longer locked", async () => {
    const logInFails = async () => fail(operatorError("account-locked", { seconds: 1 }));
    const { user } = await openPage({ session: { kind: "none" }, overrides: { session: { logIn: logInFails } } });
    await user.type(account(), "vscmanager");
    await user.type(password(), "sandbox{Enter}");
    expect(await screen.findByText("You can try again now.", {}, { timeout: 5_000 })).toBeVisible();
    expect(logIn()).toHaveAttribute("aria-disabled", "false");
  });

  it("reports a wrong password in one line, and more under Details", async () => {
    const { user } = await openPage({ session: { kind: "none" } });
    await user.type(account(), "vscmanager");
    await user.type(password(), "wrong{Enter}");
    const alert = within(await screen.findByRole("alert"));
    expect(alert.getByText(/Caps Lock/)).not.toBeVisible();
    await user.click(alert.getByText("Details"));
    expect(alert.getByText(/Caps Lock/)).toBeVisible();
    expect(alert.getByText("Code wrong-credentials · CD-1102")).toBeVisible();
  });

  it("reports before any attempt that the back end cannot be reached", async () => {
    const { core } = await openPage({ session: { kind: "none" } });
    core.setConnection({ kind: "offline", error: operatorError("backend-unreachable") });
    expect(await screen.findByRole("alert")).toHaveTextContent("The back end cannot be reached.");
    expect(logIn()).toBeEnabled();
  });

  it("shows the next operator nothing of the previous operator's search", async () => {
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

describe("the sandbox", () => {
  const vera = () => screen.queryByRole("button", { name: "Vera Cardell Finds cards and reactivates them" });

  it("offers its accounts, each with what it does, and one press logs in", async () => {
    const { user, core } = await openPage({ session: { kind: "none" } });
    expect(within(screen.getByRole("region", { name: "Try it as" })).getAllByRole("button")).toHaveLength(5);
    await user.click(vera() ?? document.body);
    expect(await screen.findByRole("searchbox", { name: "Search" })).toBeVisible();
    expect(core.calls.find(({ call }) => call === "session.logIn")?.args).toEqual({
      account: "vscmanager",
      password: "sandbox",
    });
  });

  it("is the only environment that offers accounts", async () => {
    const idm = { url: "https://idm.example.org", sandbox: false };
    const info = async () => ok({ version: "0.1.0", shell: "browser" as const, idm, systemLanguage: "en-GB" });
    await openPage({ session: { kind: "none" }, overrides: { app: { info } } });
    expect(screen.getByText(/https:\/\/idm\.example\.org/)).toBeVisible();
    expect(screen.queryByRole("region", { name: "Try it as" })).toBeNull();
    expect(vera()).toBeNull();
  });
});

describe("the lock screen", () => {
  it("names the environment and the account, and offers no other account", async () => {
    await openPage({ session: { kind: "locked", operator: manager } });
    expect(screen.getByText(/http:\/\/127\.0\.0\.1:7000/)).toBeVisible();
    expect(account()).toHaveValue("vscmanager");
    expect(screen.queryByRole("region", { name: "Try it as" })).toBeNull();
    expect(password()).toHaveFocus();
  });

  it("logs out for the next operator only after a confirmation", async () => {
    const { user, core } = await openPage({ session: { kind: "locked", operator: manager } });
    await user.click(screen.getByRole("button", { name: "Log out" }));
    await user.click(await screen.findByRole("button", { name: "Stay" }));
    expect(core.count("session.logOut")).toBe(0);
    await user.click(screen.getByRole("button", { name: "Log out" }));
    const question = within(await screen.findByRole("alertdialog", { name: "Log out vscmanager?" }));
    await user.click(question.getByRole("button", { name: "Log out" }));
    expect(await screen.findByRole("heading", { name: "Log in" })).toBeVisible();
    expect(account()).toHaveValue("");
  });
});
