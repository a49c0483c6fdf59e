import "./log-in.css";
import type { ReactNode } from "react";
import { languages } from "#shared/ipc/app.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { languageOf } from "#shared/language-of.ts";
import { languageNames } from "../../desk/language.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { Dialog } from "../../components/dialog.tsx";
import { Mark } from "../../components/mark.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { OfflineLogInHint } from "../../parts/local-view/local-view.tsx";
import { LogInForm } from "./log-in-form.tsx";

/** The first screen: which environment, who, in which language. */
export function LogInScreen(): ReactNode {
  const { say } = useWords();
  const info = useCore((core) => core.info);
  const connection = useCore((core) => core.connection);
  return (
    <main className="login">
      <div className="panel login-panel">
        <header className="login-head">
          <p className="product">
            <Mark />
            {say("app.name")}
          </p>
          <LanguageSelect />
        </header>
        <h1>{say("login.title")}</h1>
        <dl className="login-environment">
          <dt>{say("login.environment")}</dt>
          <dd>
            {connection.kind === "online" ? `${connection.product} · ` : ""}
            {info.idm.url} {info.idm.sandbox ? <span className="mark">{say("app.sandbox")}</span> : null}
          </dd>
        </dl>
        <OfflineLogInHint />
        <LogInForm trouble={connection.kind === "offline" ? connection.error : null} />
      </div>
    </main>
  );
}

/** Replaces the whole screen of an operator who was idle for too long. */
export function LockedScreen({ account }: { readonly account: string }): ReactNode {
  const { say } = useWords();
  return (
    <main className="login">
      <div className="panel login-panel">
        <p className="product">
          <Mark />
          {say("app.name")}
        </p>
        <h1>{say("login.lockedTitle")}</h1>
        <p>{say("login.lockedText")}</p>
        <OfflineLogInHint />
        <LogInForm account={account} />
      </div>
    </main>
  );
}

/** Log-in over the screen, which stays as it is, after the back end has ended the session. */
export function ExpiredDialog({ account }: { readonly account: string }): ReactNode {
  const { say } = useWords();
  return (
    <Dialog title={say("login.expiredTitle")}>
      <p>{say("login.expiredText")}</p>
      <LogInForm account={account} />
    </Dialog>
  );
}

function LanguageSelect(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const settings = useCore((core) => core.settings);
  const info = useCore((core) => core.info);
  const { run, refused } = useCommand();

  function choose(value: string): void {
    const language = languages.find((known) => known === value) ?? null;
    void run(() => client.app.saveSettings({ ...settings, language }));
  }

  return (
    <>
      <SelectField
        label={say("login.language")}
        isLabelHidden
        value={languageOf(settings, info)}
        choices={languages.map((value) => ({ value, label: languageNames[value] }))}
        onChange={choose}
      />
      {refused === null ? null : <ErrorBox error={refused} />}
    </>
  );
}
