import type { ReactNode } from "react";
import type { About } from "#shared/domain/about.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { UserState } from "./user-state.tsx";

interface ObjectCellProps {
  readonly object: Ref;
  readonly label: string;
  readonly about: About | null;
  /** Replaces the label with a control. */
  readonly children?: ReactNode;
}

/** The cell that names an object, with its person and department below. */
export function ObjectCell({ object, label, about, children }: ObjectCellProps): ReactNode {
  const who = [about?.person, about?.department].filter(Boolean).join(" · ");
  return (
    <th scope="row" className="object-cell">
      <span className="object-label nowrap" dir="auto">
        {children ?? label}
      </span>
      {who === "" ? null : (
        <span className="cell-note" dir="auto">
          {who}
        </span>
      )}
      <UserState object={object} about={about} />
    </th>
  );
}
