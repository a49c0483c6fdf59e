import { useId, useMemo, useState, type ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { BulkCounts, BulkItem, BulkItemState } from "#shared/ipc/bulk.ts";
import { useDesk } from "../../desk/desk.ts";
import { useWords, type Words } from "../../desk/words.ts";
import { Badge, type Tone } from "../../components/badge.tsx";
import { ObjectCell } from "./object-cell.tsx";
import { RowList } from "./row-list.tsx";
import { Segments } from "./segments.tsx";

const tones: Readonly<Record<BulkItemState["kind"], Tone>> = {
  waiting: "other",
  running: "fresh",
  done: "good",
  differs: "ended",
  unconfirmed: "paused",
  approval: "paused",
  refused: "ended",
  failed: "ended",
  unknown: "paused",
};

/** The order of the filter: states that need attention come first. */
const kindsShown = [
  "failed",
  "unknown",
  "unconfirmed",
  "differs",
  "refused",
  "approval",
  "running",
  "waiting",
  "done",
] as const satisfies BulkItemState["kind"][];

type Shown = BulkItemState["kind"] | "all";

interface ItemTableProps {
  readonly items: readonly BulkItem[];
  readonly counts: BulkCounts;
}

/** The result for each object, all or only those in one state. */
export function ItemTable({ items, counts }: ItemTableProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const { navigation } = useDesk();
  const id = useId();
  const [wanted, setWanted] = useState<Shown>("all");
  const kinds = kindsShown.filter((kind) => counts[kind] > 0 || kind === wanted);
  const shown = useMemo(() => items.filter(({ state }) => wanted === "all" || state.kind === wanted), [items, wanted]);
  return (
    <section className="panel bulk-items" aria-labelledby={id}>
      <div className="bulk-pane-head">
        <h2 id={id}>{say("bulk.results")}</h2>
        <Segments<Shown>
          label={say("bulk.show")}
          choices={[
            { value: "all", label: say("bulk.showAll"), count: items.length },
            ...kinds.map((kind) => ({ value: kind, label: say(`bulk.state.${kind}`), count: counts[kind] })),
          ]}
          value={wanted}
          onChange={setWanted}
        />
      </div>
      <RowList
        label={say("bulk.results")}
        className="rows-items"
        columns={[{ title: say("queue.object") }, { title: say("bulk.result") }]}
        rows={shown}
        keyOf={({ n }) => n}
        renderCells={({ ref, label, about, state }, tabIndex) => (
          <>
            <ObjectCell object={ref} label={label} about={about}>
              <Link
                className="link"
                // The link accepts this prop; its type does not declare it.
                {...{ excludeFromTabOrder: tabIndex === -1 }}
                onPress={() => navigation.getState().go({ screen: "object", ref })}
              >
                {label}
              </Link>
            </ObjectCell>
            <td className="bulk-outcome">
              <Badge tone={tones[state.kind]}>{say(`bulk.state.${state.kind}`)}</Badge>
              <span className="cell-note">{sentence(state, words)}</span>
            </td>
          </>
        )}
      />
    </section>
  );
}

function sentence(state: BulkItemState, { say, time }: Words): string {
  switch (state.kind) {
    case "waiting":
      return "";
    case "running":
      return "";
    case "done":
      return say("bulk.doneText", { at: time(state.at) });
    case "differs":
      return say("bulk.differsText", { count: state.differences.length });
    case "unconfirmed":
      return say("bulk.unconfirmedText", { why: say(`error.${state.error.code}.happened`) });
    case "approval":
      return say("bulk.approvalText");
    case "refused":
      return say("bulk.refusedText", { why: say(`error.${state.error.code}.happened`) });
    case "failed":
      return say("bulk.failedText", { why: say(`error.${state.error.code}.happened`) });
    case "unknown":
      return say("bulk.unknownText", { at: time(state.since) });
    default:
      return assertNever(state);
  }
}
