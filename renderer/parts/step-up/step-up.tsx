import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import { fail, operatorError, type OperatorError } from "#shared/errors.ts";
import { longestPkcs12 } from "#shared/ipc/client-certificate.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorLine } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useMounted } from "../../desk/use-mounted.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/text-field.tsx";
import { contentOf, FileChoice } from "../certificate-file/certificate-file.tsx";

interface StepUpProps {
  /**
   * Called after a fresh log-in, if the dialog is still open: the refused request can be sent
   * again.
   */
  readonly onProved: () => void;
  readonly onCancel: () => void;
}

/**
 * A fresh log-in, in the way of the session, for an action that the back end refuses after an old
 * one.
 */
export function StepUp({ onProved, onCancel }: StepUpProps): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const way = useCore(({ session }) => ("way" in session ? session.way : "offline"));

  const { run } = useCommand();
  const isOpen = useMounted();

  /**
   * Closes the dialog at once; a pending log-in at the provider ends by its timeout at the latest.
   */
  function cancel(): void {
    void run(client.session.cancelLogIn);
    onCancel();
  }

  /** A log-in that succeeds after the dialog was closed sends nothing: the operator declined. */
  function proved(): void {
    if (isOpen.current) onProved();
  }

  switch (way) {
    case "password":
      return <ByPassword onProved={proved} onCancel={cancel} />;
    case "provider":
      return <ByProvider onProved={proved} onCancel={cancel} />;
    case "certificate":
      return <ByCertificate onProved={proved} onCancel={cancel} />;
    case "offline":
      return (
        <Dialog
          title={say("stepUp.title")}
          onEscape={cancel}
          footer={<Button onPress={cancel}>{say("stepUp.cancel")}</Button>}
        >
          <p>{say("stepUp.logInAnew")}</p>
        </Dialog>
      );
    default:
      return assertNever(way);
  }
}

function ByPassword({ onProved, onCancel }: StepUpProps): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const { run, isRunning, refused } = useCommand();
  const [password, setPassword] = useState("");
  const field = useRef<HTMLInputElement>(null);

  async function submit(): Promise<void> {
    if (password !== "" && (await run(() => client.session.prove({ way: "password", password })))) return onProved();
    field.current?.focus();
    field.current?.select();
  }

  return (
    <ProofForm isRunning={isRunning} refused={refused} onSubmit={() => void submit()} onCancel={onCancel}>
      <TextField
        ref={field}
        label={say("login.password")}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
    </ProofForm>
  );
}

/** Asks for the certificate file again, because nothing of it was kept. */
function ByCertificate({ onProved, onCancel }: StepUpProps): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const { run, isRunning, refused } = useCommand();
  const [file, setFile] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState("");
  const choose = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);

  async function submit(): Promise<void> {
    if (file === null) return choose.current?.querySelector("button")?.focus();
    const proved = await run(async () => {
      if (file.size > longestPkcs12) return fail(operatorError("certificate-unreadable"));
      return client.session.prove({ way: "certificate", pkcs12: await contentOf(file), passphrase });
    });
    if (proved) return onProved();
    field.current?.focus();
    field.current?.select();
  }

  return (
    <ProofForm isRunning={isRunning} refused={refused} onSubmit={() => void submit()} onCancel={onCancel}>
      <FileChoice
        ref={choose}
        file={file}
        onChange={(chosen) => {
          setFile(chosen);
          field.current?.focus();
        }}
      />
      <TextField
        ref={field}
        label={say("login.certificate.passphrase")}
        type="password"
        value={passphrase}
        onChange={setPassphrase}
      />
    </ProofForm>
  );
}

interface ProofFormProps {
  readonly isRunning: boolean;
  readonly refused: OperatorError | null;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** The dialog around the fields of a proof that is entered here. */
function ProofForm({ isRunning, refused, onSubmit, onCancel, children }: ProofFormProps): ReactNode {
  const { say } = useWords();
  const form = useId();

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isRunning) onSubmit();
  }

  return (
    <Dialog
      title={say("stepUp.title")}
      onEscape={onCancel}
      footer={
        <>
          <Button onPress={onCancel}>{say("stepUp.cancel")}</Button>
          <Button kind="primary" type="submit" form={form} isPending={isRunning}>
            {say("stepUp.confirm")}
          </Button>
        </>
      }
    >
      <p>{say("stepUp.text")}</p>
      <FocusedForm id={form} onSubmit={submit}>
        {children}
        {refused === null ? null : <ErrorLine error={refused} />}
      </FocusedForm>
    </Dialog>
  );
}

interface FocusedFormProps {
  readonly id: string;
  readonly onSubmit: (event: FormEvent) => void;
  readonly children: ReactNode;
}

/**
 * A form whose first field has the focus when it appears, which is later than the component around
 * the dialog (`useTurn`).
 */
function FocusedForm({ id, onSubmit, children }: FocusedFormProps): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("button, input")?.focus(), []);
  return (
    <form ref={form} id={id} className="stack" noValidate onSubmit={onSubmit}>
      {children}
    </form>
  );
}

function ByProvider({ onProved, onCancel }: StepUpProps): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const { run, isRunning, refused } = useCommand();

  async function confirm(): Promise<void> {
    if (await run(() => client.session.prove({ way: "provider" }))) onProved();
  }

  return (
    <Dialog
      title={say("stepUp.title")}
      onEscape={onCancel}
      footer={
        <>
          <Button onPress={onCancel}>{say("stepUp.cancel")}</Button>
          <Button kind="primary" isPending={isRunning} onPress={() => void confirm()}>
            {say("stepUp.inBrowser")}
          </Button>
        </>
      }
    >
      <p>{say("stepUp.text")}</p>
      <output>{isRunning ? say("login.inBrowser") : ""}</output>
      {refused === null ? null : <ErrorLine error={refused} />}
    </Dialog>
  );
}

/** Starts the fresh log-in when pressed, beside the refused action. */
export function StepUpButton({ onProved }: Pick<StepUpProps, "onProved">): ReactNode {
  const { say } = useWords();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button kind="primary" onPress={() => setAsking(true)}>
        {say("stepUp.title")}
      </Button>
      {isAsking ? (
        <StepUp
          onProved={() => {
            setAsking(false);
            onProved();
          }}
          onCancel={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
