import "./user-menu.css";
import { useState, type ReactNode } from "react";
import type { Operator } from "#shared/idm/session.ts";
import { Avatar } from "../components/avatar.tsx";
import { Button } from "../components/button.tsx";
import { Icon } from "../components/icons.tsx";
import { PopoverButton } from "../components/popover-button.tsx";
import { useAbout } from "../desk/about-link.ts";
import { useCore, useDesk } from "../desk/desk.ts";
import { ErrorBox } from "../desk/error-box.tsx";
import { useCommand } from "../desk/use-command.ts";
import { useWords } from "../desk/words.ts";
import { LeaveQuestion } from "./leave-question.tsx";
import { isUnsaved, templateDraft } from "../features/admin/template-draft.ts";

/** Shows the operator, their roles and the environment; locks and logs out. */
export function UserMenu({ operator }: { readonly operator: Operator }): ReactNode {
  const desk = useDesk();
  const { say, term } = useWords();
  const { idm, version } = useCore((core) => core.info);
  const openAbout = useAbout();
  const [isAsking, setAsking] = useState(false);
  const { run, refused } = useCommand();
  const { name, account, roles } = operator;

  function logOut(): void {
    setAsking(false);
    void run(desk.client.session.logOut);
  }

  return (
    <>
      <PopoverButton
        label={say("menu.title", { name })}
        face={
          <>
            <Avatar name={name} />
            <span className="user-name">{name}</span>
            <Icon name="down" />
          </>
        }
      >
        {(close) => (
          <>
            <div>
              <p className="user-menu-name">{name}</p>
              <p className="quiet">{account}</p>
            </div>
            <dl className="user-menu-facts">
              <dt>{say("menu.roles")}</dt>
              {roles.map((role) => (
                <dd key={role}>{term("role", role)}</dd>
              ))}
              <dt>{say("login.environment")}</dt>
              <dd>{idm.url}</dd>
              <dt>{say("settings.version")}</dt>
              <dd>{version}</dd>
            </dl>
            {refused === null ? null : <ErrorBox error={refused} />}
            <div className="user-menu-buttons">
              <Button
                onPress={() => {
                  close();
                  openAbout();
                }}
              >
                <Icon name="help" />
                {say("about.title")}
              </Button>
              <Button onPress={() => void run(desk.client.session.lock)}>
                <Icon name="lock" />
                {say("menu.lock")}
              </Button>
              <Button
                onPress={() => {
                  if (!isUnsaved(templateDraft(desk).getState().editing)) return logOut();
                  close();
                  setAsking(true);
                }}
              >
                <Icon name="logOut" />
                {say("login.out")}
              </Button>
            </div>
          </>
        )}
      </PopoverButton>
      {isAsking ? <LeaveQuestion onLeave={logOut} onStay={() => setAsking(false)} /> : null}
    </>
  );
}
