import type { ReactNode } from "react";
import type { SearchSort } from "#shared/idm/search.ts";
import { Icon } from "../../components/icons.tsx";

interface SortHeadingProps {
  readonly name: string;
  readonly label: string;
  readonly place: number;
  readonly isSortable: boolean;
  readonly sort: SearchSort | null;
  readonly onSort: (sort: SearchSort | null) => void;
}

/**
 * The heading of a column. The first press sorts by it, ascending; the second sorts descending; the
 * third restores the order by best match.
 */
export function SortHeading({ name, label, place, isSortable, sort, onSort }: SortHeadingProps): ReactNode {
  const direction = sort?.column === name ? sort.direction : null;
  return (
    <th
      scope="col"
      aria-colindex={place}
      className="grid-cell"
      aria-sort={isSortable ? (direction ?? "none") : undefined}
    >
      {isSortable ? (
        <button type="button" className="grid-sort" onClick={() => onSort(nextSort(name, direction))}>
          {label}
          {direction === null ? null : <Icon name={direction === "ascending" ? "up" : "down"} />}
        </button>
      ) : (
        label
      )}
    </th>
  );
}

function nextSort(column: string, direction: SearchSort["direction"] | null): SearchSort | null {
  if (direction === null) return { column, direction: "ascending" };
  return direction === "ascending" ? { column, direction: "descending" } : null;
}
