import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import type { OperatorError } from "#shared/errors.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { TextField } from "../../components/text-field.tsx";

type Attempt =
  | { readonly kind: "none" }
  | { readonly kind: "incomplete" }
  | { readonly kind: "asking" }
  | { readonly kind: "refused"; readonly error: OperatorError };

interface LogInFormProps {
  /** Preset if the operator is known. */
  readonly account?: string;
  /** An error that is known before the first attempt. */
  readonly trouble?: OperatorError | null;
}

/** User account and password. */
export function LogInForm({ account: preset = "", trouble = null }: LogInFormProps): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const [account, setAccount] = useState(preset);
  const [password, setPassword] = useState("");
  const [attempt, setAttempt] = useState<Attempt>({ kind: "none" });
  const accountField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const error = attempt.kind === "refused" ? attempt.error : trouble;
  const incomplete = attempt.kind === "incomplete";

  useEffect(() => {
    (preset === "" ? accountField : passwordField).current?.focus();
  }, [preset]);

  async function logIn(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (attempt.kind === "asking") return;
    const name = account.trim();
    if (name === "" || password === "") {
      setAttempt({ kind: "incomplete" });
      (name === "" ? accountField : passwordField).current?.focus();
      return;
    }
    setAttempt({ kind: "asking" });
    const answer = await client.session.logIn({ account: name, password });
    if (answer.ok) return;
    setAttempt({ kind: "refused", error: answer.error });
    passwordField.current?.focus();
    passwordField.current?.select();
  }

  return (
    <form className="stack" noValidate onSubmit={(event) => void logIn(event)}>
      <TextField
        ref={accountField}
        label={say("login.account")}
        value={account}
        onChange={setAccount}
        autoComplete="username"
        isRequired
        fault={incomplete && account.trim() === "" ? say("login.accountMissing") : null}
      />
      <TextField
        ref={passwordField}
        label={say("login.password")}
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        isRequired
        fault={incomplete && password === "" ? say("login.passwordMissing") : null}
      />
      {error === null ? null : (
        <ErrorBox error={error}>
          <Countdown key={attempt.kind} seconds={error.params["seconds"]} />
        </ErrorBox>
      )}
      <div className="buttons">
        <Button kind="primary" type="submit" isPending={attempt.kind === "asking"}>
          {say(attempt.kind === "asking" ? "login.busy" : "login.submit")}
        </Button>
      </div>
    </form>
  );
}

/**
 * Seconds until a locked account may try again. Visible, not announced: a count every second is
 * noise.
 */
function Countdown({ seconds }: { readonly seconds: string | number | undefined }): ReactNode {
  const { say } = useWords();
  const [until] = useState(() => Date.now() + Number(seconds) * 1000);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(ticking);
  }, []);
  if (Number.isNaN(until)) return null;
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  return (
    <strong className="countdown" aria-live="off">
      {left === 0 ? say("login.countdownOver") : say("login.countdown", { seconds: left })}
    </strong>
  );
}
