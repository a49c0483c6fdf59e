import type { ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { useDesk } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";

/** A place in Admin: Home > (category) > (core template). */
export interface AdminPlace {
  readonly category: string | null;
  readonly template: string | null;
}

interface AdminPathProps extends AdminPlace {
  readonly categoryName: string | null;
  readonly templateName: string | null;
}

/** The breadcrumbs of the place that is shown, each a link. */
export function AdminPath({ category, template, categoryName, templateName }: AdminPathProps): ReactNode {
  const { say } = useWords();
  return (
    <nav aria-label={say("admin.path")}>
      <ol className="path">
        <Step name={say("admin.home")} to={{ category: null, template: null }} isHere={category === null} />
        {categoryName === null ? null : (
          <Step name={categoryName} to={{ category, template: null }} isHere={template === null} />
        )}
        {templateName === null ? null : <Step name={templateName} to={{ category, template }} isHere />}
      </ol>
    </nav>
  );
}

interface StepProps {
  readonly name: string;
  readonly to: AdminPlace;
  readonly isHere: boolean;
}

function Step({ name, to, isHere }: StepProps): ReactNode {
  const { navigation } = useDesk();
  return (
    <li>
      <Link
        className="link"
        onPress={() => navigation.getState().go({ screen: "admin", ...to })}
        {...(isHere ? { "aria-current": "page" } : {})}
      >
        {name}
      </Link>
    </li>
  );
}
