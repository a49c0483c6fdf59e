import { expect, it } from "vitest";
import { operatorError } from "#shared/errors.ts";
import type { Wizard, WizardStart } from "#shared/ipc/wizard.ts";
import { testTiming } from "../../../test/fixtures/timing.ts";
import { machineClock } from "../clock.ts";
import { wizardSubject, type AtForm, type Attempt, type Stepped, type WizardSteps } from "../workplace/workplace.ts";
import { createWizard } from "./wizard.ts";

const object = { type: "virtualSmartCard", id: "VSC-000002" };
const start: WizardStart = { process: "P", processName: "P", object, label: "card", about: null, version: 1 };
const subject = wizardSubject(start);
const form: AtForm = {
  kind: "form",
  ...subject,
  instance: "i",
  form: {
    kind: "form",
    title: "",
    text: "",
    irreversible: false,
    action: "",
    about: null,
    fields: [],
    changes: [],
    canGoBack: true,
  },
};
const done: Stepped = {
  kind: "reached",
  wizard: { kind: "done", ...subject, step: { kind: "done", object, changes: [] }, readBack: { kind: "pending" } },
};
const defect = new Error("a defect of the steps");
const broken = async (): Promise<never> => {
  throw defect;
};

/** Makes a wizard whose steps reach one form and then throw, except for those given. */
function wizardWith(steps: Partial<WizardSteps>) {
  const faults: unknown[] = [];
  const states: Wizard[] = [];
  const reached = Promise.withResolvers<void>();
  const wizard = createWizard({
    timing: testTiming,
    clock: machineClock,
    steps: () => ({
      start: () => async () => ({ kind: "reached", wizard: form }),
      next: () => broken,
      back: () => broken,
      cancel: () => undefined,
      readBack: broken,
      ...steps,
    }),
    sessionActive: () => true,
    changed(state) {
      states.push(state);
      if (state.kind === "done" && state.readBack.kind === "confirmed") reached.resolve();
    },
    entered: () => undefined,
    touched: () => undefined,
    failed: (fault) => void faults.push(fault),
  });
  return { wizard, faults, states, confirmed: reached.promise };
}

const failed = { kind: "failed", error: { code: "client-fault" }, retry: false };

it("a start that throws is logged and fails; another wizard can be started", async () => {
  const attempts: Attempt[] = [broken, async () => ({ kind: "reached", wizard: form })];
  const { wizard, faults } = wizardWith({ start: () => attempts.shift() ?? broken });
  expect(await wizard.start(start)).toEqual({ ok: true, value: null });
  expect(wizard.state()).toMatchObject(failed);
  expect(faults).toEqual([defect]);
  await wizard.start(start);
  expect(wizard.state().kind).toBe("form");
});

it.each(["next", "back"] as const)(
  "a call of `%s` that throws is logged and fails; the wizard can be closed",
  async (step) => {
    const { wizard, faults } = wizardWith({});
    await wizard.start(start);
    expect(await wizard[step]("i", {})).toEqual({ ok: true, value: null });
    expect(wizard.state()).toMatchObject(failed);
    expect(faults).toEqual([defect]);
    expect(wizard.close()).toEqual({ ok: true, value: null });
  },
);

it("a repeated step after a lost answer leaves the outcome unknown if it throws, and is sent again", async () => {
  const answers: Attempt[] = [
    async () => ({ kind: "unknown", error: operatorError("backend-timeout") }),
    broken,
    async () => done,
  ];
  const { wizard, states } = wizardWith({ next: () => async () => (answers.shift() ?? broken)() });
  await wizard.start(start);
  await wizard.next("i", {});
  expect(wizard.state().kind).toBe("done");
  expect(states.map(({ kind }) => kind)).not.toContain("failed");
});

it("a read-back that throws after a success does not confirm it, and is repeated", async () => {
  const reads = [broken, async () => ({ kind: "confirmed" as const, object: null })];
  const { wizard, states, confirmed } = wizardWith({
    next: () => async () => done,
    readBack: () => (reads.shift() ?? broken)(),
  });
  await wizard.start(start);
  await wizard.next("i", {});
  await confirmed;
  expect(states).toContainEqual(
    expect.objectContaining({
      kind: "done",
      readBack: { kind: "failed", error: expect.objectContaining({ code: "client-fault" }) },
    }),
  );
});
