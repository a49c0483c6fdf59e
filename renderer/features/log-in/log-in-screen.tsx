import "./log-in.css";
import { useState, type ReactNode } from "react";
import { useStore } from "zustand";
import { useAbout } from "../../desk/about-link.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { supportStart } from "../../desk/navigation.ts";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Mark } from "../../components/mark.tsx";
import { EnvironmentChooser } from "../../parts/environment/environment-chooser.tsx";
import { EnvironmentMark, useEnvironment } from "../../parts/environment/environment-mark.tsx";
import { LanguageSelect } from "../../parts/language-select.tsx";
import { OfflineLogInHint } from "../../parts/local-view/local-view.tsx";
import { SettingsFileNotice } from "../../parts/settings-file-notice.tsx";
import { ScenarioMark } from "../../parts/scenario/scenario-mark.tsx";
import { LogIn, type BackAgain } from "./log-in.tsx";

/** The first screen: environment, log-in and language. */
export function LogInScreen(): ReactNode {
  const { navigation } = useDesk();
  const go = useStore(navigation, (state) => state.go);
  const { say } = useWords();
  const openAbout = useAbout();
  const isSandbox = useCore((core) => core.info.idm.sandbox);
  const connection = useCore((core) => core.connection);
  return (
    <main className="login">
      <div className={`panel login-panel ${isSandbox ? "login-wide" : ""}`}>
        <header className="login-head">
          <p className="product">
            <Mark />
            {say("app.name")}
          </p>
          <LanguageSelect />
        </header>
        <div className="login-title">
          <h1>{say("login.title")}</h1>
          <Environment />
        </div>
        <EnvironmentChooser />
        <SettingsFileNotice />
        <OfflineLogInHint />
        <div className="login-body">
          <LogIn trouble={connection.kind === "offline" ? connection.error : null} />
        </div>
        <footer className="login-foot">
          <Button kind="quiet" onPress={() => go(supportStart)}>
            {say("login.support")}
          </Button>
          <Button kind="quiet" onPress={() => go({ screen: "settings" })}>
            {say("settings.title")}
          </Button>
          <Button kind="quiet" onPress={openAbout}>
            {say("about.title")}
          </Button>
        </footer>
      </div>
    </main>
  );
}

/**
 * Replaces the whole screen of an operator who was idle for too long; shows nothing of theirs but
 * the account.
 */
export function LockedScreen({ before }: { readonly before: BackAgain }): ReactNode {
  const { say } = useWords();
  return (
    <main className="login">
      <div className="panel login-panel">
        <header className="login-head">
          <p className="product">
            <Mark />
            {say("app.name")}
          </p>
          <LogOut account={before.operator.account} />
        </header>
        <div className="login-title">
          <h1>{say("login.lockedTitle")}</h1>
          <Environment />
        </div>
        <p>{say("login.lockedText")}</p>
        <OfflineLogInHint />
        <LogIn before={before} />
      </div>
    </main>
  );
}

/** Log-in over the screen, which stays as it is, after the back end has ended the session. */
export function ExpiredDialog({ before }: { readonly before: BackAgain }): ReactNode {
  const { say } = useWords();
  return (
    <Dialog title={say("login.expiredTitle")}>
      <p>{say("login.expiredText")}</p>
      <LogIn before={before} />
    </Dialog>
  );
}

/** The environment that the operator logs in to. */
function Environment(): ReactNode {
  const { say } = useWords();
  const { sandbox } = useCore((core) => core.info.idm);
  const environment = useEnvironment();
  const isNamed = useCore(({ environments }) => !environments.isFixed);
  const connection = useCore((core) => core.connection);
  return (
    <dl className="login-environment">
      <dt className="visually-hidden">{say("login.environment")}</dt>
      <dd>
        {sandbox || isNamed ? <EnvironmentMark {...environment} /> : null}
        {connection.kind === "online" ? `${connection.product} · ` : ""}
        {environment.url} <ScenarioMark />
      </dd>
    </dl>
  );
}

/** Logs out of the locked session, for the next operator; asks first: unsaved input is lost. */
function LogOut({ account }: { readonly account: string }): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const [isAsking, setAsking] = useState(false);
  const { run, isRunning, refused } = useCommand();

  function logOut(): void {
    setAsking(false);
    void run(client.session.logOut);
  }

  return (
    <>
      <Button isPending={isRunning} onPress={() => setAsking(true)}>
        {say("login.out")}
      </Button>
      {refused === null ? null : <ErrorBox error={refused} />}
      {isAsking ? (
        <Confirm
          title={say("login.outTitle", { account })}
          text={say("login.outText")}
          yes={say("login.out")}
          no={say("app.stay")}
          onYes={logOut}
          onNo={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
