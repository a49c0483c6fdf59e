import "./wizard.css";
import { useRef, useState, type ReactNode } from "react";
import { useStore } from "zustand";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { OperatorError } from "#shared/errors.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { useCore, useDesk } from "../../app/desk.ts";
import { ErrorBox } from "../../app/error-box.tsx";
import { useKeys } from "../../app/keys.ts";
import { useWords } from "../../app/words.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { Notice } from "../../components/notice.tsx";
import { WaitingStep } from "../tasks/waiting-step.tsx";
import { missingFields, StepForm } from "./step-form.tsx";
import { Outcome } from "./outcome.tsx";
import { formOf, hasEntries, valuesOf } from "./wizard-entries.ts";

export type OpenWizard = Exclude<Wizard, { kind: "closed" }>;

/** The wizard over the screen, as long as the core has one. */
export function WizardDialog(): ReactNode {
  const wizard = useCore((core) => core.wizard);
  return wizard.kind === "closed" ? null : <OpenWizardDialog wizard={wizard} />;
}

function OpenWizardDialog({ wizard }: { readonly wizard: OpenWizard }): ReactNode {
  const { client, wizardEntries } = useDesk();
  const { say } = useWords();
  const entries = useStore(wizardEntries);
  const isActive = useCore((core) => core.session.kind === "active");
  const [isLeaving, setLeaving] = useState(false);
  const [showMissing, setShowMissing] = useState(false);
  const [refused, setRefused] = useState<OperatorError | null>(null);
  const form = formOf(wizard);
  const may = choicesAt(wizard);
  const stepForm = useRef<HTMLDivElement>(null);

  async function report(call: Promise<{ ok: true } | { ok: false; error: OperatorError }>): Promise<void> {
    setRefused(null);
    const answer = await call;
    if (!answer.ok) setRefused(answer.error);
  }

  function next(): void {
    const missing = form === null ? [] : missingFields(form.fields, valuesOf(wizard, entries));
    setShowMissing(missing.length > 0);
    if (missing.length > 0) {
      stepForm.current
        ?.querySelector<HTMLElement>(`[data-field="${CSS.escape(missing[0] ?? "")}"] :is(input, select)`)
        ?.focus();
      return;
    }
    void report(entries.next());
  }

  function close(): void {
    setLeaving(false);
    void report(client.wizard.close());
  }

  function back(): void {
    if ("instance" in wizard && wizard.instance !== null)
      void report(client.wizard.back({ instance: wizard.instance }));
  }

  function cancel(): void {
    if (!may.close) return;
    if (hasEntries(wizard, entries)) setLeaving(true);
    else close();
  }

  useKeys("dialog", isActive && !isLeaving, (key) => {
    if (key === "Alt+N" && may.next) next();
    else if (key === "Alt+B" && may.back) back();
    else return false;
    return true;
  });

  return (
    <>
      <Dialog title={wizard.processName} size="large" onEscape={cancel}>
        <p className="wizard-subject">{say("wizard.on", { label: wizard.label })}</p>
        <div className="wizard-step" ref={stepForm}>
          <Step wizard={wizard} showMissing={showMissing} onNext={next} />
        </div>
        {refused === null ? null : <ErrorBox error={refused} />}
        <div className="buttons dialog-buttons">
          {may.next || may.working ? (
            <Button kind="primary" isPending={may.working || entries.sending} onPress={next}>
              {say("wizard.next")}
            </Button>
          ) : null}
          {may.back ? <Button onPress={back}>{say("wizard.back")}</Button> : null}
          {may.close ? (
            <Button kind={may.close === "close" ? "primary" : "plain"} onPress={cancel}>
              {say(may.close === "close" ? "wizard.close" : "wizard.cancel")}
            </Button>
          ) : null}
        </div>
      </Dialog>
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
  /** Cancel while nothing is done yet, Close where there is nothing left to cancel; false where neither is possible. */
  readonly close: "cancel" | "close" | false;
}

/** Which buttons there are at a step. */
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
      return (
        <FocusedHeading key="starting" level={3}>
          {say("wizard.starting")}
        </FocusedHeading>
      );
    case "form":
    case "advancing":
      return (
        <>
          <FocusedHeading key={wizard.form.title} level={3}>
            {wizard.form.title}
          </FocusedHeading>
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
        <>
          <FocusedHeading key="unknown" level={3}>
            {say("wizard.unknownTitle")}
          </FocusedHeading>
          <Notice tone="wait" isPolite>
            <p>{say("wizard.unknownText")}</p>
            <p className="quiet">
              {say("wizard.unknownAttempts", { attempts: wizard.attempts, since: time(wizard.since) })}
            </p>
          </Notice>
        </>
      );
    case "queued":
      return (
        <>
          <FocusedHeading key="queued" level={3}>
            {say("wizard.queuedTitle")}
          </FocusedHeading>
          <Notice tone="wait" isPolite>
            <p>{say("wizard.queuedText")}</p>
          </Notice>
        </>
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
