import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import type { OperatorError } from "#shared/errors.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorLine } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { TextField } from "../../components/text-field.tsx";
import { SandboxAccounts, sandboxPassword } from "./sandbox-accounts.tsx";
import { useSecondsLeft, Wait, type Waiting } from "./wait.tsx";

type Attempt =
  | { readonly kind: "none" }
  | { readonly kind: "incomplete" }
  | { readonly kind: "asking" }
  /** `waiting`: the time until which this account may not try again. */
  | {
      readonly kind: "refused";
      readonly error: OperatorError;
      readonly account: string;
      readonly waiting: Waiting | null;
    };

interface LogInFormProps {
  /** Preset if the operator is known. */
  readonly account?: string;
  /** An error that is known before the first attempt. */
  readonly trouble?: OperatorError | null;
  /** Any operator may log in, not only the one of the session: the sandbox offers its accounts. */
  readonly isForAnybody?: boolean;
  /** No other way to log in comes first: the field takes the focus. */
  readonly isFirst?: boolean;
  /** Another way to log in, above. */
  readonly children?: ReactNode;
  /** Another way to log in, below. */
  readonly below?: ReactNode;
}

/** Log-in with user account and password. */
export function LogInForm({
  account: preset = "",
  trouble = null,
  isForAnybody = false,
  isFirst = true,
  children,
  below,
}: LogInFormProps): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const isSandbox = useCore((core) => core.info.idm.sandbox);
  const [account, setAccount] = useState(preset);
  const [password, setPassword] = useState("");
  const [attempt, setAttempt] = useState<Attempt>({ kind: "none" });
  const accountField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const waiting = attempt.kind === "refused" ? attempt.waiting : null;
  const seconds = useSecondsLeft(waiting);
  const isWaiting = seconds > 0 && attempt.kind === "refused" && attempt.account === account.trim();
  const error = attempt.kind === "refused" ? attempt.error : trouble;
  const incomplete = attempt.kind === "incomplete";
  const isAsking = attempt.kind === "asking";

  useEffect(() => {
    if (isFirst) (preset === "" ? accountField : passwordField).current?.focus();
  }, [preset, isFirst]);

  async function logIn(name: string, secret: string): Promise<void> {
    setAttempt({ kind: "asking" });
    const answer = await client.session.logIn({ account: name, password: secret });
    if (answer.ok) return;
    const { error } = answer;
    const from = Date.now();
    const wait = error.params["seconds"];
    const waiting = typeof wait === "number" ? { from, until: from + wait * 1000 } : null;
    setAttempt({ kind: "refused", error, account: name, waiting });
    passwordField.current?.focus();
    passwordField.current?.select();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isAsking || isWaiting) return;
    const name = account.trim();
    if (name !== "" && password !== "") return void logIn(name, password);
    setAttempt({ kind: "incomplete" });
    (name === "" ? accountField : passwordField).current?.focus();
  }

  function choose(name: string): void {
    setAccount(name);
    setPassword(sandboxPassword);
    void logIn(name, sandboxPassword);
  }

  return (
    <>
      <div className="stack">
        {children}
        <form className="stack" noValidate onSubmit={submit}>
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
            <ErrorLine error={error}>{waiting === null ? null : <Wait seconds={seconds} />}</ErrorLine>
          )}
          <div className="buttons">
            <Button kind={isFirst ? "primary" : "plain"} type="submit" isPending={isAsking} isBlocked={isWaiting}>
              {say(isAsking ? "login.busy" : "login.submit")}
            </Button>
          </div>
        </form>
        {below}
      </div>
      {isSandbox && isForAnybody ? <SandboxAccounts isBusy={isAsking} onChoose={choose} /> : null}
    </>
  );
}
