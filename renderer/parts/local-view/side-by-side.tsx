import { useId, type ReactNode } from "react";
import type { IdmObject } from "#shared/idm/object.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords, type Words } from "../../desk/words.ts";
import { Icon } from "../../components/icons.tsx";
import { Table } from "../../components/table.tsx";

/** The states of an object and its certificates, as far as they are compared. */
export interface ObjectStates {
  readonly state: string;
  readonly certificates: readonly {
    readonly serial: string;
    readonly purpose: string;
    readonly stateInIdm: string;
    readonly stateInCa: string;
  }[];
}

export interface Side {
  readonly heading: string;
  readonly note: string;
  /** Null if the object is gone. */
  readonly states: ObjectStates | null;
}

interface SideBySideProps {
  readonly title: string;
  readonly left: Side;
  readonly right: Side;
  /** Hides equal values, because the object is shown in full below. */
  readonly onlyDifferences?: boolean;
  /** Whether the operator requested the differences: no warning. */
  readonly isWanted?: boolean;
}

/** Two readings of one object, one value per row, with a word at each difference. */
export function SideBySide({
  title,
  left,
  right,
  onlyDifferences = false,
  isWanted = false,
}: SideBySideProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const id = useId();
  const rows = rowsOf(left.states, right.states, words);
  const shown = onlyDifferences ? rows.filter(({ before, after }) => before !== after) : rows;
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <Table labelledBy={id}>
        <thead>
          <tr>
            <th scope="col">{say("decide.value")}</th>
            {[left, right].map(({ heading, note }) => (
              <th key={heading} scope="col">
                {heading}
                <span className="cell-note">{note}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, before, after }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td data-label={left.heading}>
                <Value value={before} />
              </td>
              <td data-label={right.heading}>
                <span className="side-value">
                  <Value value={after} />{" "}
                  {before === after || isWanted ? null : (
                    <span className="differs">
                      <Icon name="warning" /> {say("decide.differs")}
                    </span>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {right.states === null ? <p className="error-next">{say("decide.gone")}</p> : null}
    </section>
  );
}

export const statesOf = ({ state, certificates }: IdmObject): ObjectStates => ({
  state,
  certificates: certificates.map(({ serial, purpose, stateInIdm, stateInCa }) => ({
    serial,
    purpose,
    stateInIdm,
    stateInCa: stateInCa.status,
  })),
});

function Value({ value }: { readonly value: string | undefined }): ReactNode {
  const { say } = useWords();
  return value === undefined ? <span className="quiet">{say("decide.absent")}</span> : <StateBadge state={value} />;
}

interface Row {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

function rowsOf(left: ObjectStates | null, right: ObjectStates | null, { say, term }: Words): Row[] {
  const found = (states: ObjectStates | null, serial: string) =>
    states?.certificates.find((certificate) => certificate.serial === serial);
  // A deleted object has no certificates to compare.
  const known = left === null || right === null ? [] : [...left.certificates, ...right.certificates];
  const serials = [...new Map(known.map(({ serial, purpose }) => [serial, purpose]))];
  return [
    { name: say("search.state"), before: left?.state, after: right?.state },
    ...serials.flatMap(([serial, purpose]) =>
      (["stateInIdm", "stateInCa"] as const).map((what) => ({
        name: `${term("purpose", purpose)}: ${term("what", what)}`,
        before: found(left, serial)?.[what],
        after: found(right, serial)?.[what],
      })),
    ),
  ];
}
