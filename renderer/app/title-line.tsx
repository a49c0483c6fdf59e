import "./title-line.css";
import type { ReactNode, RefObject } from "react";
import { maySee } from "#shared/domain/roles.ts";
import type { Operator } from "#shared/idm/session.ts";
import { Button } from "../components/button.tsx";
import { Icon } from "../components/icons.tsx";
import { SearchField } from "../features/quick-search/search-field.tsx";
import { useCore } from "../desk/desk.ts";
import { useWords } from "../desk/words.ts";
import { UserMenu } from "./user-menu.tsx";

interface TitleLineProps {
  readonly operator: Operator;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly list: RefObject<HTMLSelectElement | null>;
}

/** The line above every screen: where from, the quick search, the environment and the operator. */
export function TitleLine({ operator, field, list }: TitleLineProps): ReactNode {
  const { say } = useWords();
  return (
    <header className="title-line">
      <div className="title-screens">
        <Button kind="quiet" label={say("app.back")} onPress={() => history.back()}>
          <Icon name="back" />
        </Button>
        <Button kind="quiet" label={say("app.forward")} onPress={() => history.forward()}>
          <Icon name="forward" />
        </Button>
      </div>
      {maySee("search", operator.roles) ? <SearchField field={field} list={list} /> : <span className="title-fill" />}
      <Environment />
      <UserMenu operator={operator} />
    </header>
  );
}

/** Which back end this is: a sandbox can never be taken for another one. */
function Environment(): ReactNode {
  const { say } = useWords();
  const { idm } = useCore((core) => core.info);
  return idm.sandbox ? (
    <span className="mark">{say("app.sandbox")}</span>
  ) : (
    <span className="title-environment" title={idm.url}>
      {URL.parse(idm.url)?.host ?? idm.url}
    </span>
  );
}
