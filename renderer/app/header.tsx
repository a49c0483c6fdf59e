import { useState, type ReactNode } from "react";
import { useStore } from "zustand";
import { maySee } from "#shared/domain/roles.ts";
import type { Operator } from "#shared/idm/session.ts";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { Icon } from "../components/icons.tsx";
import { isUnsaved, templateDraft } from "../features/admin/template-draft.ts";
import { BulkProgress } from "../features/bulk/bulk-progress.tsx";
import { OpenTaskCount } from "../features/tasks/open-task-count.tsx";
import { useCore, useDesk } from "../desk/desk.ts";
import type { ScreenRoute } from "../desk/navigation.ts";
import { ErrorBox } from "../desk/error-box.tsx";
import { useCommand } from "../desk/use-command.ts";
import { useWords } from "../desk/words.ts";

interface HeaderProps {
  readonly operator: Operator;
  readonly route: ScreenRoute | null;
  readonly onKeys: () => void;
}

/** The first route of each area. */
export const starts = {
  search: { screen: "search" },
  tasks: { screen: "tasks", task: null },
  bulk: { screen: "bulk" },
  offline: { screen: "offline" },
  admin: { screen: "admin", category: null, template: null },
  settings: { screen: "settings" },
} as const satisfies Record<string, ScreenRoute>;

/** The current area, the environment and the operator. */
export function Header({ operator, route, onKeys }: HeaderProps): ReactNode {
  const { navigation } = useDesk();
  const { say } = useWords();
  const go = useStore(navigation, (state) => state.go);
  const here = route?.screen === "object" ? "search" : route?.screen;
  const areas = (["search", "tasks", "bulk", "offline", "admin"] as const).filter((area) =>
    maySee(area === "offline" ? "search" : area, operator.roles),
  );
  return (
    <header className="header">
      <span className="product">{say("app.name")}</span>
      <nav className="header-nav" aria-label={say("app.navigation")}>
        <Button kind="quiet" label={say("app.back")} onPress={() => history.back()}>
          <Icon name="back" />
        </Button>
        <Button kind="quiet" label={say("app.forward")} onPress={() => history.forward()}>
          <Icon name="forward" />
        </Button>
        {([...areas, "settings"] as const).map((area) => (
          <Button key={area} kind="quiet" isCurrent={here === area} onPress={() => go(starts[area])}>
            {say(`area.${area}`)}
            {area === "tasks" ? <OpenTaskCount /> : null}
            {area === "bulk" ? <BulkProgress /> : null}
          </Button>
        ))}
        <Button kind="quiet" label={say("area.keys")} onPress={onKeys}>
          <kbd aria-hidden="true">?</kbd>
        </Button>
      </nav>
      <Environment />
      <span className="header-operator">{operator.name}</span>
      <LogOut />
    </header>
  );
}

function Environment(): ReactNode {
  const { say } = useWords();
  const info = useCore((core) => core.info);
  const connection = useCore((core) => core.connection);
  const state = { connecting: "app.connecting", online: "app.online", offline: "app.offline" } as const;
  return (
    <span className="header-environment">
      {info.idm.sandbox ? (
        <span className="mark">{say("app.sandbox")}</span>
      ) : (
        <span>{URL.parse(info.idm.url)?.host ?? info.idm.url}</span>
      )}
      <output className={`connection connection-${connection.kind}`}>{say(state[connection.kind])}</output>
    </span>
  );
}

/** Logs out; asks first if unsaved changes would be lost. */
function LogOut(): ReactNode {
  const desk = useDesk();
  const { say } = useWords();
  const [isAsking, setAsking] = useState(false);
  const { run, refused } = useCommand();

  function logOut(): void {
    setAsking(false);
    void run(desk.client.session.logOut);
  }

  return (
    <>
      <Button onPress={() => (isUnsaved(templateDraft(desk).getState().editing) ? setAsking(true) : logOut())}>
        {say("login.out")}
      </Button>
      {refused === null ? null : <ErrorBox error={refused} />}
      {isAsking ? (
        <Confirm
          title={say("app.leaveTitle")}
          text={say("app.leaveText")}
          yes={say("app.leave")}
          no={say("app.stay")}
          onYes={logOut}
          onNo={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
