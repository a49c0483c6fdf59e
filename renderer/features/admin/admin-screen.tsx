import "./admin.css";
import { useCallback, useEffect, useState, type ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import type { OperatorError } from "#shared/errors.ts";
import type { TemplateSummary } from "#shared/idm/template.ts";
import { onSessionBack } from "../../desk/core-state.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { TemplateEditor } from "./template-editor.tsx";

interface AdminProps {
  readonly category: string | null;
  readonly template: string | null;
}

type Templates =
  | { readonly kind: "reading" }
  | { readonly kind: "failed"; readonly error: OperatorError }
  | { readonly kind: "read"; readonly list: readonly TemplateSummary[] };

/** Admin: Home > (category) > (core template). */
export function AdminScreen({ category, template }: AdminProps): ReactNode {
  const { client, core, navigation } = useDesk();
  const { say } = useWords();
  const [templates, setTemplates] = useState<Templates>({ kind: "reading" });

  const read = useCallback(() => {
    async function list(): Promise<void> {
      const answer = await client.admin.coreTemplates();
      setTemplates(answer.ok ? { kind: "read", list: answer.value } : { kind: "failed", error: answer.error });
    }
    void list();
  }, [client]);
  useEffect(() => {
    read();
    const ends = [onSessionBack(core, read), client.objects.onAllChanged(read)];
    return () => {
      for (const end of ends) end();
    };
  }, [client, core, read]);

  const list = templates.kind === "read" ? templates.list : [];
  const categories = [...new Map(list.map((each) => [each.category.id, each.category])).values()];
  const categoryName = categories.find((each) => each.id === category)?.name ?? category;
  const templateName = list.find((each) => each.id === template)?.name ?? template;
  const go = (to: AdminProps): void => navigation.getState().go({ screen: "admin", ...to });

  return (
    <section className="admin" aria-label={say("area.admin")}>
      <nav aria-label={say("admin.path")}>
        <ol className="path">
          <Crumb
            name={say("admin.home")}
            isHere={category === null}
            onPress={() => go({ category: null, template: null })}
          />
          {category === null || categoryName === null ? null : (
            <Crumb name={categoryName} isHere={template === null} onPress={() => go({ category, template: null })} />
          )}
          {template === null || templateName === null ? null : (
            <Crumb name={templateName} isHere onPress={() => go({ category, template })} />
          )}
        </ol>
      </nav>
      <FocusedHeading key={`${category} ${template}`} level={1}>
        {templateName ?? categoryName ?? say("area.admin")}
      </FocusedHeading>
      {templates.kind === "reading" ? <output>{say("app.loading")}</output> : null}
      {templates.kind === "failed" ? (
        <ErrorBox error={templates.error}>
          <Button onPress={read}>{say("app.retry")}</Button>
        </ErrorBox>
      ) : null}
      {category === null ? (
        <Choices
          title={say("admin.categories")}
          choices={categories}
          onChoose={(id) => go({ category: id, template: null })}
        />
      ) : template === null ? (
        <Choices
          title={say("admin.templates")}
          choices={list.filter((each) => each.category.id === category)}
          onChoose={(id) => go({ category, template: id })}
        />
      ) : (
        <TemplateEditor key={template} id={template} />
      )}
    </section>
  );
}

interface CrumbProps {
  readonly name: string;
  readonly isHere: boolean;
  readonly onPress: () => void;
}

function Crumb({ name, isHere, onPress }: CrumbProps): ReactNode {
  return (
    <li>
      <Link className="link" onPress={onPress} {...(isHere ? { "aria-current": "page" } : {})}>
        {name}
      </Link>
    </li>
  );
}

interface ChoicesProps {
  readonly title: string;
  readonly choices: readonly { readonly id: string; readonly name: string }[];
  readonly onChoose: (id: string) => void;
}

function Choices({ title, choices, onChoose }: ChoicesProps): ReactNode {
  return (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      <ul className="choices">
        {choices.map(({ id, name }) => (
          <li key={id}>
            <Link className="link" onPress={() => onChoose(id)}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
