import { useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import { reachedBy, type Environment, type EnvironmentDraft } from "#shared/ipc/environments.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { useCore } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { EnvironmentForm } from "./environment-form.tsx";
import { LeaveQuestion } from "./leave-question.tsx";
import { TestResult } from "./test-result.tsx";
import { nothingTyped, typedOf } from "./typed.ts";
import { useEditor } from "./use-editor.ts";

interface EnvironmentDialogProps {
  /** Null: a new one. */
  readonly environment: Environment | null;
  readonly onClose: () => void;
}

type Asking = { readonly kind: "none" | "discard" } | { readonly kind: "leave"; readonly draft: EnvironmentDraft };

/** Adds or changes an environment; it can be tested before it is saved. */
export function EnvironmentDialog({ environment, onClose }: EnvironmentDialogProps): ReactNode {
  const { say } = useWords();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [start] = useState(environment === null ? nothingTyped : typedOf(environment));
  const { typed, change, isChanged, faults, testing, test, isSaving, refused, check, save } = useEditor(start, form);
  const [asking, setAsking] = useState<Asking>({ kind: "none" });
  const isLoggedIn = useCore((core) => core.session.kind !== "none");
  const isCurrent = useCore(({ environments }) => environments.current?.id === environment?.id);

  async function send(draft: EnvironmentDraft): Promise<void> {
    setAsking({ kind: "none" });
    if ((await save(draft)) !== null) onClose();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    const draft = check();
    if (draft === null || isSaving) return;
    const leaves =
      environment !== null &&
      isCurrent &&
      isLoggedIn &&
      reachedBy({ ...draft, id: environment.id }) !== reachedBy(environment);
    if (leaves) setAsking({ kind: "leave", draft });
    else void send(draft);
  }

  function close(): void {
    if (isChanged) setAsking({ kind: "discard" });
    else onClose();
  }

  return (
    <>
      <Dialog
        title={
          environment === null ? say("environments.addTitle") : say("environments.editTitle", { name: start.name })
        }
        size="large"
        onEscape={close}
        footer={
          <>
            <span className="dialog-apart">
              <Button isPending={testing.kind === "asking"} onPress={() => void test()}>
                {say("environments.test")}
              </Button>
            </span>
            <Button onPress={close}>{say("environments.cancel")}</Button>
            <Button kind="primary" type="submit" form={formId} isPending={isSaving}>
              {say("environments.save")}
            </Button>
          </>
        }
      >
        <form ref={form} id={formId} className="stack" noValidate onSubmit={submit}>
          <EnvironmentForm typed={typed} onChange={change} faults={faults} />
        </form>
        {refused === null ? null : <ErrorBox error={refused} />}
        <TestResult testing={testing} />
      </Dialog>
      {asking.kind === "leave" ? (
        <LeaveQuestion
          title={say("environments.changeTitle")}
          yes={say("environments.changeYes")}
          onYes={() => void send(asking.draft)}
          onNo={() => setAsking({ kind: "none" })}
        />
      ) : null}
      {asking.kind === "discard" ? (
        <Confirm
          title={say("app.leaveTitle")}
          text={say("app.leaveText")}
          yes={say("app.leave")}
          no={say("app.stay")}
          onYes={onClose}
          onNo={() => setAsking({ kind: "none" })}
        />
      ) : null}
    </>
  );
}
