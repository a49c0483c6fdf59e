import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import type { Environment, Environments, EnvironmentTest } from "#shared/ipc/environments.ts";
import { openPage } from "../../testing/test-app.tsx";
import { goodTest, reactivateForm } from "../../testing/test-data.ts";
import type { Overrides } from "../../testing/test-client.ts";

const production: Environment = {
  id: "production",
  name: "Production",
  colour: "red",
  url: "https://idm.example.org",
  ca: null,
  bridge: null,
  ways: null,
  proxy: "system",
};
const training: Environment = { ...production, id: "training", name: "Training", colour: "green", ways: ["password"] };
const two: Environments = { current: production, list: [production, training], isManaged: false, isFixed: false };

/** Not a sandbox: its environment is the chosen one. */
const realBackEnd: Overrides["app"] = {
  info: async () =>
    ok({
      version: "1",
      shell: "browser",
      idm: { url: production.url, sandbox: false },
      systemLanguage: "en-GB",
    }),
};
const settings = { screen: "settings" } as const;

const name = () => screen.getByRole("textbox", { name: "Name" });
const address = () => screen.getByRole("textbox", { name: "Address" });
const button = (label: string) => screen.getByRole("button", { name: label });
const item = (label: string) => within(screen.getByText(label).closest("li") ?? document.body);

describe("an environment", () => {
  it("is added with the keyboard alone, is in the list, and returns the focus to Add environment", async () => {
    const { user, core } = await openPage({ route: settings, environments: two });
    button("Add environment").focus();
    await user.keyboard("{Enter}");
    expect(name()).toHaveFocus();
    await user.keyboard("Acceptance{Tab}idm.test.example.org{Tab}{ArrowRight}{ArrowRight}");
    button("Save").focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByText("Acceptance")).toBeVisible();
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(core.calls.find(({ call }) => call === "environments.save")?.args).toEqual({
      id: null,
      name: "Acceptance",
      colour: "green",
      url: "https://idm.test.example.org",
      ca: null,
      bridge: null,
      ways: null,
      proxy: "system",
    });
    await waitFor(() => expect(button("Add environment")).toHaveFocus());
  });

  it("is not saved while a field is wrong: each field says what is wrong, and the first one has the focus", async () => {
    const { user, core } = await openPage({ route: settings, environments: two });
    await user.click(button("Add environment"));
    await user.type(name(), " trAINing");
    await user.type(address(), "http://idm.example.org");
    await user.click(screen.getByText("More"));
    for (const way of screen.getAllByRole("checkbox")) await user.click(way);
    await user.click(button("Save"));
    expect(name()).toHaveAccessibleDescription(/Another environment has this name\./);
    await waitFor(() => expect(name()).toHaveFocus());
    expect(address()).toHaveAccessibleDescription(/begins with https:\/\//);
    expect(screen.getByText("Choose at least one.")).toBeVisible();
    expect(core.count("environments.save")).toBe(0);

    await user.type(name(), " 2");
    expect(name()).not.toBeInvalid();
  });

  it("may keep its own name when it is changed, and keeps every field that was not changed", async () => {
    const own: Environment = {
      ...training,
      ca: ["AAAA"],
      bridge: "http://127.0.0.1:9000",
      proxy: "http://proxy.example.org:8080",
    };
    const { user, core } = await openPage({
      route: settings,
      environments: { ...two, list: [production, own] },
    });
    await user.click(button("Change Training"));
    expect(screen.getByRole("textbox", { name: "Address of the proxy" })).toHaveValue("http://proxy.example.org:8080");
    expect(screen.getByText("Those of the system and one more")).toBeVisible();
    await user.click(screen.getByRole("radio", { name: "Violet" }));
    await user.click(button("Save"));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(core.calls.at(-1)?.args).toEqual({ ...own, colour: "violet" });
  });

  it("takes the certificates of a PEM file, and rejects a file that has none", async () => {
    const { user, core } = await openPage({ route: settings, environments: two });
    await user.click(button("Change Training"));
    const file = screen.getByLabelText("File with certificates");
    await user.upload(file, new File(["no certificate"], "other.pem"));
    expect(await screen.findByText(/Choose a PEM file/)).toBeVisible();
    const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    await user.upload(file, new File([pem, pem], "site.pem"));
    expect(await screen.findByText("Those of the system and 2 more")).toBeVisible();
    expect(screen.queryByText(/Choose a PEM file/)).toBeNull();
    await user.click(button("Save"));
    await waitFor(() =>
      expect(core.calls.at(-1)).toMatchObject({ call: "environments.save", args: { ca: ["AAAA", "AAAA"] } }),
    );
  });

  it("discards unsaved changes only after the operator has confirmed it", async () => {
    const { user } = await openPage({ route: settings, environments: two });
    await user.click(button("Change Training"));
    await user.type(name(), "X");
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("alertdialog")).toBeVisible();
    await user.keyboard("{Escape}");
    expect(name()).toHaveValue("TrainingX");
    await user.click(button("Cancel"));
    await user.click(button("Leave"));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("stays in its form, with the reason, when the core refuses to save it", async () => {
    const save = async () => fail(operatorError("store-unwritable"));
    const { user } = await openPage({ route: settings, environments: two, overrides: { environments: { save } } });
    await user.click(button("Change Training"));
    await user.type(name(), "X");
    await user.click(button("Save"));
    expect(await screen.findByRole("alert")).toHaveTextContent("store-unwritable");
    expect(name()).toHaveValue("TrainingX");
  });

  it("is removed after a confirmation, unless it is in use", async () => {
    const { user, core } = await openPage({ route: settings, environments: two });
    expect(item("Production").getByText("In use")).toBeVisible();
    expect(item("Production").queryByRole("button", { name: /Remove/ })).toBeNull();
    await user.click(button("Remove Training"));
    await user.click(button("Stay"));
    expect(core.count("environments.remove")).toBe(0);
    await user.click(button("Remove Training"));
    await user.click(button("Remove"));
    expect(core.calls.at(-1)).toEqual({ call: "environments.remove", args: { id: "training" } });
  });

  it("keeps the text in its form when the language changes", async () => {
    const { user, core } = await openPage({ route: settings, environments: two });
    await user.click(button("Add environment"));
    await user.type(name(), "Abnahme");
    core.setLanguage("de");
    expect(await screen.findByRole("dialog", { name: "Umgebung hinzufügen" })).toBeVisible();
    expect(name()).toHaveValue("Abnahme");
  });
});

describe("the test of an environment", () => {
  const expired: EnvironmentTest = {
    ...goodTest,
    product: null,
    checks: goodTest.checks.map((check) =>
      check.id === "tls"
        ? { id: "tls", level: "bad", code: "tls.expired", params: { until: "2026-01-01T00:00:00Z" } }
        : check,
    ),
  };

  it("shows a verdict, the level of each check, and the issuer of the server's certificate", async () => {
    const test = async () => ok(expired);
    const { user, core } = await openPage({
      route: settings,
      environments: two,
      overrides: { environments: { test } },
    });
    await user.click(button("Change Training"));
    await user.click(button("Test"));
    const result = within(await screen.findByRole("region", { name: "Result of the test" }));
    expect(result.getByText("It cannot be used like this.")).toBeVisible();
    expect(result.getAllByText("Good")).toHaveLength(3);
    expect(result.getByText(/Issued by Example Root CA, valid until 1 Mar 2027/)).toBeVisible();
    expect(core.count("environments.save")).toBe(0);
  });

  it("is hidden when a field changes, and a result that comes after the change is ignored", async () => {
    const answers: ((answer: Result<EnvironmentTest>) => void)[] = [];
    const test = () => new Promise<Result<EnvironmentTest>>((resolve) => answers.push(resolve));
    const { user } = await openPage({ route: settings, environments: two, overrides: { environments: { test } } });
    await user.click(button("Change Training"));
    await user.click(button("Test"));
    expect(screen.getByText("Asking the back end …")).toBeVisible();
    await user.type(address(), "/a");
    expect(screen.queryByText("Asking the back end …")).toBeNull();
    await user.click(button("Test"));
    answers[1]?.(ok(goodTest));
    expect(await screen.findByText("It can be used.")).toBeVisible();
    answers[0]?.(ok(expired));
    await user.tab();
    expect(screen.queryByText("It cannot be used like this.")).toBeNull();
    await user.type(address(), "/b");
    expect(screen.queryByText("It can be used.")).toBeNull();
  });

  it("shows the reason when the core refuses it", async () => {
    const test = async () => fail(operatorError("client-fault"));
    const { user } = await openPage({ route: settings, environments: two, overrides: { environments: { test } } });
    await user.click(button("Change Training"));
    await user.click(button("Test"));
    expect(await screen.findByRole("alert")).toHaveTextContent("client-fault");
  });
});

describe("using another environment", () => {
  it("asks first, and the question says that the session ends and how many entries wait", async () => {
    const { user, core } = await openPage({
      route: settings,
      environments: two,
      overrides: {
        offline: {
          state: async () =>
            ok({
              working: false,
              workingSet: { kind: "none" },
              sync: { kind: "idle" },
              counts: { waiting: 2, attention: 1 },
              broken: [],
              keptAside: null,
            }),
        },
      },
    });
    await user.click(button("Use Training"));
    const question = within(screen.getByRole("alertdialog", { name: "Use Training?" }));
    expect(question.getByText("You are logged out here, and log in again there.")).toBeVisible();
    expect(question.getByText(/^3 entries wait on this machine/)).toBeVisible();
    await user.keyboard("{Escape}");
    expect(core.count("environments.choose")).toBe(0);
    await waitFor(() => expect(button("Use Training")).toHaveFocus());

    await user.click(button("Use Training"));
    await user.click(button("Log out and switch"));
    expect(core.calls).toContainEqual({ call: "environments.choose", args: { id: "training" } });
    // Nothing can be typed into a page that is about to be loaded again.
    expect(await screen.findByText("Going to Training …")).toBeVisible();
    expect(screen.queryByRole("textbox")).toBeNull();
  });

  it("names a wizard that another window opens while the question is shown", async () => {
    const { user, core } = await openPage({ route: settings, environments: two });
    await user.click(button("Use Training"));
    core.setWizard({
      kind: "form",
      process: "P",
      processName: "Reactivate",
      object: { type: "virtualSmartCard", id: "VSC-000002" },
      label: "VSC-000002",
      about: null,
      instance: "PI-1",
      form: reactivateForm,
    });
    expect(await screen.findByText("Reactivate for VSC-000002 is closed; what you entered is lost.")).toBeVisible();
  });

  it("shows the reason when it fails", async () => {
    const choose = async () => fail(operatorError("managed", { organisation: "Example Agency" }));
    const { user } = await openPage({ route: settings, environments: two, overrides: { environments: { choose } } });
    await user.click(button("Use Training"));
    await user.click(button("Log out and switch"));
    expect(await screen.findByRole("alert")).toHaveTextContent("managed");
  });

  it("needs no confirmation before the log-in, neither in the list there nor in the settings", async () => {
    const { user, core } = await openPage({
      session: { kind: "none" },
      environments: two,
      overrides: { app: realBackEnd, environments: { choose: async () => ok(null) } },
    });
    expect(screen.getByText("Production", { selector: ".environment-mark" })).toBeVisible();
    await user.selectOptions(screen.getByRole("combobox", { name: "Environment" }), "Training");
    expect(core.calls.at(-1)).toEqual({ call: "environments.choose", args: { id: "training" } });
    await user.click(button("Settings"));
    await user.click(button("Use Training"));
    expect(core.count("environments.choose")).toBe(2);
    await user.click(button("Back to the log-in"));
    expect(screen.getByLabelText("Password")).toBeVisible();
  });

  it("asks when the address of the environment in use changes, but not when its name changes", async () => {
    const { user, core } = await openPage({ route: settings, environments: two });
    await user.click(button("Change Production"));
    await user.type(name(), " 2");
    await user.click(button("Save"));
    await waitFor(() => expect(core.count("environments.save")).toBe(1));
    await user.click(button("Change Production 2"));
    await user.type(address(), "/idm");
    await user.click(button("Save"));
    expect(core.count("environments.save")).toBe(1);
    await user.click(button("Log out and save"));
    expect(await screen.findByText("Going to Production 2 …")).toBeVisible();
  });
});

describe("the environment in use", () => {
  it("is shown in its colour", async () => {
    await openPage({ environments: two, overrides: { app: realBackEnd } });
    expect(screen.getByText("Production")).toHaveAttribute("data-colour", "red");
  });

  it("cannot be replaced by another if it was given at the start", async () => {
    await openPage({ route: settings, environments: { ...two, isFixed: true }, overrides: { app: realBackEnd } });
    expect(screen.getByText(/was started for one back end/)).toBeVisible();
    expect(screen.queryByRole("button", { name: /^Use / })).toBeNull();
  });

  it("is named as CardDesk's sandbox, not as a back end given by --idm, if it is the sandbox", async () => {
    await openPage({ route: settings, environments: { ...two, isFixed: true } });
    expect(screen.getByText(/with its sandbox as the back end/)).toBeVisible();
    expect(screen.queryByText(/--idm/)).toBeNull();
  });

  it("can be replaced by another, but none can be edited, if the site has set the environments", async () => {
    await openPage({
      route: settings,
      environments: { ...two, isManaged: true },
      overrides: {
        app: { managed: async () => ok({ organisation: "Example Agency", keys: ["environments"] }) },
      },
    });
    expect(screen.getByText("Set by Example Agency")).toBeVisible();
    expect(button("Use Training")).toBeVisible();
    expect(screen.queryByRole("button", { name: /Change|Remove|Add/ })).toBeNull();
  });
});

describe("the first start", () => {
  const none: Environments = { current: null, list: [], isManaged: false, isFixed: false };
  const atFirst = (more: NonNullable<Overrides["environments"]> = {}) =>
    openPage({
      session: { kind: "none" },
      environments: none,
      overrides: {
        environments: more,
        app: {
          info: async () =>
            ok({ version: "1", shell: "electron", idm: { url: "", sandbox: false }, systemLanguage: "en-GB" }),
        },
      },
    });

  it("sets up an environment in place of the log-in, with the keyboard alone", async () => {
    const { user, core } = await atFirst();
    expect(screen.getByRole("heading", { name: "Set up CardDesk" })).toBeVisible();
    expect(screen.queryByLabelText("Password")).toBeNull();
    expect(name()).toHaveFocus();
    await user.keyboard("Production{Tab}idm.example.org{Enter}");
    expect(await screen.findByText("Going to Production …")).toBeVisible();
    expect(core.calls).toContainEqual({ call: "environments.choose", args: { id: "new-0" } });
  });

  it("tests the environment without saving it, and keeps the typed text when the language changes", async () => {
    const { user, core } = await atFirst();
    await user.type(name(), "Production");
    await user.type(address(), "idm.example.org");
    await user.click(button("Test"));
    expect(await screen.findByText("It can be used.")).toBeVisible();
    await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Deutsch");
    expect(await screen.findByRole("heading", { name: "CardDesk einrichten" })).toBeVisible();
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Production");
    expect(core.count("environments.save")).toBe(0);
  });

  it("shows why the saved environment could not be used, and offers to use it again", async () => {
    const choose = async () => fail(operatorError("client-fault"));
    const { user } = await atFirst({ choose });
    await user.type(name(), "Production");
    await user.type(address(), "idm.example.org");
    await user.click(button("Save and log in"));
    expect(await screen.findByRole("alert")).toHaveTextContent("client-fault");
    expect(button("Use Production")).toBeVisible();
  });
});
