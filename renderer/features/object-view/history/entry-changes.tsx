import type { ReactNode } from "react";
import type { HistoryEntry } from "#shared/idm/object.ts";
import { StateBadge } from "../../../desk/state-badge.tsx";
import { useWords } from "../../../desk/words.ts";
import { Icon } from "../../../components/icons.tsx";
import { changesOf, type RecordedValue } from "./entry-text.ts";

/** Maximum number of certificate names in a line; above it their count is shown. */
const mostNames = 2;

/** The changes of an entry: one line for the object, one for certificates that changed alike. */
export function EntryChanges({ entry }: { readonly entry: HistoryEntry }): ReactNode {
  const { say, term } = useWords();
  const changes = changesOf(entry);
  if (changes.length === 0) return <span className="quiet">{say("history.noChange")}</span>;
  const alike = Map.groupBy(changes, ({ about, values }) => JSON.stringify([about === "state", values]));
  return (
    <ul className="entry-changes">
      {[...alike].map(([key, group]) => {
        const [first] = group;
        if (first === undefined) return null;
        const names = group.map(({ about }) => term("purpose", about));
        const isShort = group.length <= mostNames;
        return (
          <li key={key} className="entry-change">
            {first.about === "state" ? null : (
              <span title={names.join(", ")}>
                {isShort ? names.join(", ") : say("changes.certificates", { count: group.length })}
              </span>
            )}
            <Values values={first.values} />
          </li>
        );
      })}
    </ul>
  );
}

/** One value if both sides changed alike, else each side with its name. */
function Values({ values }: { readonly values: readonly RecordedValue[] }): ReactNode {
  const { term } = useWords();
  const [one, other] = values;
  if (one === undefined) return null;
  const isSame =
    one.what === "state" || (other !== undefined && one.before === other.before && one.after === other.after);
  if (isSame) return <Value value={one} />;
  return values.map((value) => (
    <span key={value.what} className="entry-change">
      <span className="quiet">{term("what", value.what)}</span>
      <Value value={value} />
    </span>
  ));
}

function Value({ value: { before, after } }: { readonly value: RecordedValue }): ReactNode {
  const { say } = useWords();
  return (
    <span className="entry-value">
      {before === null ? null : (
        <>
          <StateBadge state={before} />
          <Icon name="arrow" />
          <span className="visually-hidden">{say("wizard.becomes")}</span>
        </>
      )}
      {after === null ? <span className="quiet">{say("history.none")}</span> : <StateBadge state={after} />}
    </span>
  );
}
