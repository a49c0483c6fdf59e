import { useId, type ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import type { IdmObject } from "#shared/idm/object.ts";
import { useDesk } from "../../desk/desk.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";

interface RelatedProps {
  readonly related: IdmObject["related"];
  readonly title: string;
}

/** Objects that belong to this one, each with a link. */
export function Related({ related, title }: RelatedProps): ReactNode {
  const { navigation } = useDesk();
  const { say } = useWords();
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id} className="visually-hidden">
        {title}
      </h2>
      {related.length === 0 ? <p className="quiet">{say("object.noRelated")}</p> : null}
      <ul className="related">
        {related.map((each) => (
          <li key={`${each.ref.type} ${each.ref.id}`} className="related-item">
            <span className="related-kind">{each.relation}</span>
            <Link className="link" onPress={() => navigation.getState().go({ screen: "object", ref: each.ref })}>
              {each.label}
            </Link>
            <StateBadge state={each.state} of={each.ref.type} />
          </li>
        ))}
      </ul>
    </section>
  );
}
