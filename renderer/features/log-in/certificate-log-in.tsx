import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { operatorError, type OperatorError } from "#shared/errors.ts";
import { longestPkcs12, type ClientCertificate } from "#shared/ipc/client-certificate.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { TextField } from "../../components/text-field.tsx";
import { contentOf, FileChoice } from "../../parts/certificate-file/certificate-file.tsx";

/** `certificate`: what the file holds, once it was opened. */
type Attempt =
  | { readonly kind: "entering"; readonly error: OperatorError | null; readonly isMissing: boolean }
  | { readonly kind: "opening" }
  | { readonly kind: "opened"; readonly certificate: ClientCertificate }
  | { readonly kind: "asking"; readonly certificate: ClientCertificate };

const entering: Attempt = { kind: "entering", error: null, isMissing: false };

interface CertificateLogInProps {
  /** No other way is offered; otherwise the fields are shown when the operator asks for them. */
  readonly isAlone: boolean;
}

/** Log-in with a certificate in a PKCS#12 file, which is shown before it is used. */
export function CertificateLogIn({ isAlone }: CertificateLogInProps): ReactNode {
  const { say } = useWords();
  const [isOpen, setOpen] = useState(isAlone);
  if (isOpen) return <CertificateForm />;
  return (
    <div className="stack">
      <Button onPress={() => setOpen(true)}>{say("login.withCertificate")}</Button>
    </div>
  );
}

function CertificateForm(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const [file, setFile] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState("");
  const [attempt, setAttempt] = useState<Attempt>(entering);
  const choose = useRef<HTMLDivElement>(null);
  const passphraseField = useRef<HTMLInputElement>(null);
  const shown = attempt.kind === "opened" || attempt.kind === "asking" ? attempt.certificate : null;

  const isBusy = attempt.kind === "opening" || attempt.kind === "asking";

  useEffect(() => choose.current?.querySelector("button")?.focus(), []);

  function chosen(next: File): void {
    setFile(next);
    setAttempt(entering);
    passphraseField.current?.focus();
  }

  function refuse(error: OperatorError): void {
    setAttempt({ kind: "entering", error, isMissing: false });
    passphraseField.current?.focus();
    passphraseField.current?.select();
  }

  async function open(of: File): Promise<void> {
    setAttempt({ kind: "opening" });
    if (of.size > longestPkcs12) return refuse(operatorError("certificate-unreadable"));
    const answer = await client.session.readCertificate({ pkcs12: await contentOf(of), passphrase });
    if (answer.ok) setAttempt({ kind: "opened", certificate: answer.value });
    else refuse(answer.error);
  }

  async function logIn(of: File, certificate: ClientCertificate): Promise<void> {
    setAttempt({ kind: "asking", certificate });
    const answer = await client.session.logInWithCertificate({ pkcs12: await contentOf(of), passphrase });
    if (!answer.ok) refuse(answer.error);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isBusy) return;
    if (file === null) {
      setAttempt({ kind: "entering", error: null, isMissing: true });
      choose.current?.querySelector("button")?.focus();
    } else if (attempt.kind === "opened") void logIn(file, attempt.certificate);
    else void open(file);
  }

  return (
    <form className="stack" noValidate aria-label={say("login.withCertificate")} onSubmit={submit}>
      <h2>{say("login.withCertificate")}</h2>
      <FileChoice ref={choose} file={file} onChange={chosen} />
      {attempt.kind === "entering" && attempt.isMissing ? <p role="alert">{say("login.certificate.missing")}</p> : null}
      <TextField
        ref={passphraseField}
        label={say("login.certificate.passphrase")}
        type="password"
        value={passphrase}
        onChange={(text) => {
          setPassphrase(text);
          setAttempt(entering);
        }}
      />
      {attempt.kind === "entering" && attempt.error !== null ? <ErrorBox error={attempt.error} /> : null}
      <div className="certificate-shown" aria-live="polite">
        {shown === null ? null : <Shown certificate={shown} />}
      </div>
      <div className="buttons">
        <Button kind={shown === null ? "plain" : "primary"} type="submit" isPending={isBusy}>
          {say(shown === null ? "login.certificate.open" : "login.certificate.use")}
        </Button>
      </div>
    </form>
  );
}

/** Subject, issuer and expiry of the certificate, which the operator checks before it is used. */
function Shown({ certificate: { subject, issuer, until } }: { readonly certificate: ClientCertificate }): ReactNode {
  const { say, date } = useWords();
  return (
    <dl className="certificate">
      <dt>{say("login.certificate.subject")}</dt>
      <dd dir="auto">{subject}</dd>
      <dt>{say("login.certificate.issuer")}</dt>
      <dd dir="auto">{issuer}</dd>
      <dt>{say("login.certificate.until")}</dt>
      <dd>{date(until)}</dd>
    </dl>
  );
}
