import "./admin.css";
import type { ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import type { Template, TemplateSummary } from "#shared/idm/template.ts";
import { Button } from "../../components/button.tsx";
import { Screen } from "../../components/screen.tsx";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { AdminPath, type AdminPlace } from "./admin-path.tsx";
import { TemplateEditor } from "./template-editor.tsx";
import { useTemplates } from "./use-templates.ts";

/** Admin: Home > (category) > (core template). */
export function AdminScreen({ category, template }: AdminPlace): ReactNode {
  const { say } = useWords();
  const { templates, contents, readAgain } = useTemplates(template === null);
  const list = templates.kind === "read" ? templates.list : [];
  const categories = [...new Map(list.map((each) => [each.category.id, each.category])).values()];
  const categoryName = categories.find((each) => each.id === category)?.name ?? category;
  const templateName = list.find((each) => each.id === template)?.name ?? template;
  const path = <AdminPath {...{ category, template, categoryName, templateName }} />;

  if (template !== null) return <TemplateEditor key={template} id={template} title={templateName ?? ""} path={path} />;
  return (
    <Screen key={category} title={categoryName ?? say("area.admin")} actions={path}>
      {templates.kind === "reading" ? <output>{say("app.loading")}</output> : null}
      {templates.kind === "failed" ? (
        <ErrorBox error={templates.error}>
          <Button onPress={readAgain}>{say("app.retry")}</Button>
        </ErrorBox>
      ) : null}
      <div className="admin-categories">
        {categories
          .filter(({ id }) => category === null || id === category)
          .map((each) => (
            <Category
              key={each.id}
              category={each}
              isHere={category !== null}
              templates={list.filter((template) => template.category.id === each.id)}
              contents={contents}
            />
          ))}
      </div>
    </Screen>
  );
}

interface CategoryProps {
  readonly category: TemplateSummary["category"];
  /** The screen shows only this category, and its heading names it. */
  readonly isHere: boolean;
  readonly templates: readonly TemplateSummary[];
  readonly contents: ReadonlyMap<string, Template>;
}

/** A category with its core templates and the processes of each, on and off. */
function Category({ category, isHere, templates, contents }: CategoryProps): ReactNode {
  const { say } = useWords();
  const { navigation } = useDesk();
  const go = (to: AdminPlace): void => navigation.getState().go({ screen: "admin", ...to });
  return (
    <section className="panel" aria-label={isHere ? say("admin.templates") : category.name}>
      <h2>
        {isHere ? (
          say("admin.templates")
        ) : (
          <Link className="link" onPress={() => go({ category: category.id, template: null })}>
            {category.name}
          </Link>
        )}
      </h2>
      <ul className="templates">
        {templates.map(({ id, name }) => (
          <li key={id}>
            <Link className="link template-name" onPress={() => go({ category: category.id, template: id })}>
              {name}
            </Link>
            <Contents template={contents.get(id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The processes that are on, and those that are off. */
function Contents({ template }: { readonly template: Template | undefined }): ReactNode {
  const { say, locale } = useWords();
  if (template === undefined) return null;
  const added = new Set(
    template.states.flatMap(({ additionalCommands }) => additionalCommands.map(({ process }) => process)),
  );
  const named = (isOn: boolean): string[] =>
    template.availableProcesses.filter(({ symbolicName }) => added.has(symbolicName) === isOn).map(({ name }) => name);
  const format = new Intl.ListFormat(locale);
  return (["on", "off"] as const).map((which) => {
    const names = named(which === "on");
    return names.length === 0 ? null : (
      <p key={which} className="quiet">
        {say(`admin.${which}`, { list: format.format(names) })}
      </p>
    );
  });
}
