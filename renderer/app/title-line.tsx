import "./title-line.css";
import type { ReactNode, RefObject } from "react";
import { maySee } from "#shared/domain/roles.ts";
import type { Operator } from "#shared/idm/session.ts";
import { Button } from "../components/button.tsx";
import { Icon } from "../components/icons.tsx";
import { SearchField } from "../features/quick-search/search-field.tsx";
import { EnvironmentMark, useEnvironment } from "../parts/environment/environment-mark.tsx";
import { useWords } from "../desk/words.ts";
import { UserMenu } from "./user-menu.tsx";

interface TitleLineProps {
  readonly operator: Operator;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly list: RefObject<HTMLSelectElement | null>;
}

/** The line above every screen: back and forward, quick search, environment and operator. */
export function TitleLine({ operator, field, list }: TitleLineProps): ReactNode {
  const { say } = useWords();
  const environment = useEnvironment();
  return (
    <header className="title-line environment-line" data-colour={environment.colour}>
      <div className="title-screens">
        <Button kind="quiet" label={say("app.back")} onPress={() => history.back()}>
          <Icon name="back" />
        </Button>
        <Button kind="quiet" label={say("app.forward")} onPress={() => history.forward()}>
          <Icon name="forward" />
        </Button>
      </div>
      {maySee("search", operator.roles) ? <SearchField field={field} list={list} /> : <span className="title-fill" />}
      <EnvironmentMark {...environment} />
      <UserMenu operator={operator} />
    </header>
  );
}
