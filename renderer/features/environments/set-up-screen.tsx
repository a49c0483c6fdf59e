import { useId, useRef, type FormEvent, type ReactNode } from "react";
import { useStore } from "zustand";
import { Button } from "../../components/button.tsx";
import { Mark } from "../../components/mark.tsx";
import { useAbout } from "../../desk/about-link.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { supportStart } from "../../desk/navigation.ts";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { LanguageSelect } from "../../parts/language-select.tsx";
import { SettingsFileNotice } from "../../parts/settings-file-notice.tsx";
import { EnvironmentForm } from "./environment-form.tsx";
import { EnvironmentsSection } from "./environments-section.tsx";
import { TestResult } from "./test-result.tsx";
import { nothingTyped } from "./typed.ts";
import { useEditor } from "./use-editor.ts";

/** The first start, before there is an environment to log in to: sets up the first one. */
export function SetUpScreen(): ReactNode {
  const { client, navigation, core } = useDesk();
  const { say } = useWords();
  const openAbout = useAbout();
  const go = useStore(navigation, (state) => state.go);
  const heading = useId();
  const form = useRef<HTMLFormElement>(null);
  const { list } = useCore((core) => core.environments);
  const { typed, change, faults, testing, test, isSaving, refused, check, save } = useEditor(nothingTyped, form);
  const choosing = useCommand();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const draft = check();
    if (draft === null || isSaving || choosing.isRunning) return;
    const id = await save(draft);
    // The page is reloaded with the log-in; an only environment is chosen by the core.
    if (id === null || core.getState().environments.current?.id === id) return;
    void choosing.run(() => client.environments.choose({ id }));
  }

  return (
    <main className="login">
      <div className="panel login-panel set-up">
        <header className="login-head">
          <p className="product">
            <Mark />
            {say("app.name")}
          </p>
          <LanguageSelect />
        </header>
        <div className="login-title">
          <h1 id={heading}>{say("environments.setUpTitle")}</h1>
          <p className="quiet">{say("environments.setUpText")}</p>
        </div>
        <SettingsFileNotice />
        {list.length === 0 ? (
          <form
            ref={form}
            className="stack"
            noValidate
            aria-labelledby={heading}
            onSubmit={(event) => void submit(event)}
          >
            <EnvironmentForm typed={typed} onChange={change} faults={faults} />
            <TestResult testing={testing} />
            <div className="buttons">
              <Button isPending={testing.kind === "asking"} onPress={() => void test()}>
                {say("environments.test")}
              </Button>
              <Button kind="primary" type="submit" isPending={isSaving || choosing.isRunning}>
                {say("environments.setUpSave")}
              </Button>
            </div>
          </form>
        ) : (
          <EnvironmentsSection />
        )}
        {refused === null ? null : <ErrorBox error={refused} />}
        {choosing.refused === null ? null : <ErrorBox error={choosing.refused} />}
        <footer className="login-foot">
          <Button kind="quiet" onPress={() => go(supportStart)}>
            {say("login.support")}
          </Button>
          <Button kind="quiet" onPress={openAbout}>
            {say("about.title")}
          </Button>
        </footer>
      </div>
    </main>
  );
}
