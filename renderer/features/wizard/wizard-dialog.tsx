import "./wizard.css";
import { useRef, useState, type ReactNode } from "react";
import { useStore } from "zustand";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { OperatorError } from "#shared/errors.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useKeys } from "../../desk/keys.ts";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { AwaitedLink } from "../../parts/awaited-link.tsx";
import { actionText } from "../../parts/action-text.ts";
import { ConfirmByTyping, isTyped } from "../../parts/confirm-by-typing.tsx";
import { StepUp } from "../../parts/step-up/step-up.tsx";
import { WaitingStep } from "./waiting-step.tsx";
import { focusField, missingFields } from "../../parts/missing-fields.ts";
import { StepForm } from "./step-form.tsx";
import { Outcome } from "./outcome.tsx";
import { ResultButtons } from "./result-buttons.tsx";
import { ResultNotice } from "./result-notice.tsx";
import { WizardAbout, WizardAvatar, WizardSteps } from "./wizard-head.tsx";
import { formId, formOf, hasEntries, valuesOf, wizardEntries, type OpenWizard } from "./wizard-entries.ts";

/** The wizard over the screen, as long as the core has one. */
export function WizardDialog(): ReactNode {
  const wizard = useCore((core) => core.wizard);
  if (wizard.kind === "closed") return null;
  const { process, object } = wizard;
  return <OpenWizardDialog key={JSON.stringify([process, object])} wizard={wizard} />;
}

function OpenWizardDialog({ wizard }: { readonly wizard: OpenWizard }): ReactNode {
  const desk = useDesk();
  const { client } = desk;
  const entries = useStore(wizardEntries(desk));
  const isActive = useCore((core) => core.session.kind === "active");
  const [isLeaving, setLeaving] = useState(false);
  /** The form whose missing fields are marked. */
  const [marked, setMarked] = useState<string | null>(null);
  const showMissing = marked !== null && marked === formId(wizard);
  const { run, refused } = useCommand();
  const error = refused ?? entries.error;
  const form = formOf(wizard);
  const may = choicesAt(wizard);
  const stepForm = useRef<HTMLDivElement>(null);
  const words = useWords();
  const { say } = words;
  const [typed, setTyped] = useState("");
  /** The step-up refusal after which the operator declined to log in again. */
  const [declined, setDeclined] = useState<OperatorError | null>(null);
  const stale =
    wizard.kind === "failed" && wizard.retry && wizard.error.code === "step-up-required" ? wizard.error : null;
  const toType = form?.irreversible === true && may.next ? (form.about?.label ?? wizard.label) : null;
  const isConfirmed = toType === null || isTyped(typed, toType);

  function next(): void {
    const missing = form === null ? [] : missingFields(form.fields, valuesOf(wizard, entries));
    setMarked(missing.length > 0 || !isConfirmed ? formId(wizard) : null);
    if (missing.length > 0) {
      focusField(stepForm.current, missing[0] ?? "");
      return;
    }
    if (!isConfirmed) {
      stepForm.current?.querySelector<HTMLElement>(".confirm-by-typing input")?.focus();
      return;
    }
    setTyped("");
    void run(() => entries.next(wizard));
  }

  function close(): void {
    setLeaving(false);
    void run(client.wizard.close);
  }

  function back(): void {
    const instance = "instance" in wizard ? wizard.instance : null;
    if (instance !== null) void run(() => client.wizard.back({ instance }));
  }

  function cancel(): void {
    if (!may.close) return;
    if (hasEntries(wizard, entries)) setLeaving(true);
    else close();
  }

  useKeys("dialog", isActive && !isLeaving, (key) => {
    if (key === "Alt+N" && may.next && toType === null) next();
    else if (key === "Alt+B" && may.back) back();
    else return false;
    return true;
  });

  const buttons =
    may.close === "close" ? (
      <ResultButtons wizard={wizard} isOn={isActive} onClose={close} />
    ) : (
      <>
        {may.close === "cancel" ? <Button onPress={cancel}>{say("wizard.cancel")}</Button> : null}
        {may.back ? <Button onPress={back}>{say("wizard.back")}</Button> : null}
        {may.next || may.working ? (
          <Button
            kind={form?.irreversible === true ? "danger" : "primary"}
            isPending={may.working || entries.sending}
            isBlocked={!isConfirmed}
            onPress={next}
          >
            {form?.irreversible === true ? (
              actionText(form.action || wizard.processName, form.changes, words)
            ) : (
              <>
                {say("wizard.next")} <kbd aria-hidden="true">Alt N</kbd>
              </>
            )}
          </Button>
        ) : null}
      </>
    );

  return (
    <>
      <Dialog
        title={wizard.processName}
        size="large"
        tone={form?.irreversible === true ? "danger" : "plain"}
        lead={<WizardAvatar wizard={wizard} />}
        head={<WizardAbout wizard={wizard} />}
        aside={<WizardSteps wizard={wizard} />}
        footer={buttons}
        onEscape={cancel}
      >
        <div className="wizard-step" ref={stepForm}>
          <Step wizard={wizard} showMissing={showMissing} onNext={next} />
          {toType === null ? null : (
            <ConfirmByTyping wanted={toType} typed={typed} onType={setTyped} onEnter={next} isAsked={showMissing} />
          )}
        </div>
        {error === null ? null : <ErrorBox error={error} />}
        <AwaitedLink />
      </Dialog>
      {isActive && stale !== null && stale !== declined ? (
        <StepUp onProved={() => void run(() => entries.next(wizard))} onCancel={() => setDeclined(stale)} />
      ) : null}
      {isLeaving ? (
        <Confirm
          title={say("wizard.leaveTitle")}
          text={say("wizard.leaveText")}
          yes={say("wizard.leave")}
          no={say("wizard.stay")}
          onYes={close}
          onNo={() => setLeaving(false)}
        />
      ) : null}
    </>
  );
}

interface Choices {
  readonly next: boolean;
  readonly back: boolean;
  readonly working: boolean;
  /**
   * `cancel` before anything is done, `close` when nothing is left to cancel; false if neither is
   * possible.
   */
  readonly close: "cancel" | "close" | false;
}

/** Returns which buttons a step has. */
function choicesAt(wizard: OpenWizard): Choices {
  const none: Choices = { next: false, back: false, working: false, close: false };
  switch (wizard.kind) {
    case "starting":
      return { ...none, close: "cancel" };
    case "form":
      return { ...none, next: true, back: wizard.form.canGoBack, close: "cancel" };
    case "advancing":
      return { ...none, working: true };
    case "unknown":
      return { ...none, close: "close" };
    case "failed":
      return { ...none, next: wizard.retry, close: wizard.retry ? "cancel" : "close" };
    case "queued":
    case "approval":
    case "done":
      return { ...none, close: "close" };
    default:
      return assertNever(wizard);
  }
}

interface StepProps {
  readonly wizard: OpenWizard;
  readonly showMissing: boolean;
  readonly onNext: () => void;
}

function Step({ wizard, showMissing, onNext }: StepProps): ReactNode {
  const { say, time } = useWords();
  switch (wizard.kind) {
    case "starting":
      return <output>{say("wizard.starting")}</output>;
    case "form":
    case "advancing":
      return (
        <>
          <FormHeading wizard={wizard} />
          <StepForm
            wizard={wizard}
            form={wizard.form}
            isReadOnly={wizard.kind === "advancing"}
            showMissing={showMissing}
            onNext={onNext}
          />
          <output>{wizard.kind === "advancing" ? say("wizard.advancing") : ""}</output>
        </>
      );
    case "unknown":
      return (
        <ResultNotice tone="wait" title={say("wizard.unknownTitle")}>
          <p>{say("wizard.unknownText")}</p>
          <p className="quiet">
            {say("wizard.unknownAttempts", { attempts: wizard.attempts, since: time(wizard.since) })}
          </p>
        </ResultNotice>
      );
    case "queued":
      return (
        <ResultNotice tone="wait" title={say("wizard.queuedTitle")}>
          <p>{say("wizard.queuedText")}</p>
        </ResultNotice>
      );
    case "approval":
      return <WaitingStep wizard={wizard} />;
    case "done":
      return <Outcome wizard={wizard} />;
    case "failed":
      return (
        <>
          <FocusedHeading key="failed" level={3}>
            {say("wizard.failedTitle")}
          </FocusedHeading>
          <ErrorBox error={wizard.error} />
          {wizard.retry ? <p>{say("wizard.failedRetry")}</p> : null}
          {wizard.form === null || !wizard.retry ? null : (
            <StepForm wizard={wizard} form={wizard.form} isReadOnly={false} showMissing={showMissing} onNext={onNext} />
          )}
        </>
      );
    default:
      return assertNever(wizard);
  }
}

/**
 * The heading of a form, which takes the focus. If the form has the same title as the wizard, a
 * generic heading is there for screen readers only.
 */
function FormHeading({ wizard }: { readonly wizard: Extract<OpenWizard, { kind: "form" | "advancing" }> }): ReactNode {
  const { say } = useWords();
  const { title } = wizard.form;
  const isTold = title === wizard.processName;
  return (
    <div className={isTold ? "visually-hidden" : ""}>
      <FocusedHeading key={formId(wizard)} level={3}>
        {isTold ? say("wizard.stepCheck") : title}
      </FocusedHeading>
    </div>
  );
}
