import { useId, useState, type ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { BulkItem, BulkItemState } from "#shared/ipc/bulk.ts";
import { useDesk } from "../../desk/desk.ts";
import { useWords, type Words } from "../../desk/words.ts";
import { Badge, type Tone } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { Table } from "../../components/table.tsx";
import { useFirstRows } from "./use-first-rows.ts";

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

/** The result for each object, all or only those in one state. */
export function ItemTable({ items }: { readonly items: readonly BulkItem[] }): ReactNode {
  const { say } = useWords();
  const id = useId();
  const [wanted, setWanted] = useState("");
  const kinds = [...new Set(items.map(({ state }) => state.kind))];
  const shown = items.filter(({ state }) => wanted === "" || state.kind === wanted);
  const { part, more } = useFirstRows(shown);
  return (
    <section className="panel stack" aria-labelledby={id}>
      <h2 id={id}>{say("bulk.results")}</h2>
      <div className="bulk-what">
        <SelectField
          label={say("bulk.show")}
          value={wanted}
          placeholder={say("bulk.showAll", { count: items.length })}
          choices={kinds.map((kind) => ({ value: kind, label: say(`bulk.state.${kind}`) }))}
          onChange={setWanted}
        />
      </div>
      <output>{say("bulk.shown", { shown: part.length, total: shown.length })}</output>
      <Table labelledBy={id}>
        <thead>
          <tr>
            <th scope="col">{say("queue.object")}</th>
            <th scope="col">{say("bulk.result")}</th>
          </tr>
        </thead>
        <tbody>
          {part.map((item) => (
            <ItemRow key={item.n} item={item} />
          ))}
        </tbody>
      </Table>
      {more === null ? null : (
        <div className="buttons">
          <Button onPress={more}>{say("queue.more")}</Button>
        </div>
      )}
    </section>
  );
}

function ItemRow({ item: { ref, label, about, state } }: { readonly item: BulkItem }): ReactNode {
  const { navigation } = useDesk();
  const words = useWords();
  return (
    <tr>
      <th scope="row" className="nowrap">
        <Link className="link" onPress={() => navigation.getState().go({ screen: "object", ref })}>
          {label}
        </Link>
        {about?.person ? <span className="cell-note">{about.person}</span> : null}
      </th>
      <td>
        <Badge tone={tones[state.kind]}>{words.say(`bulk.state.${state.kind}`)}</Badge>
        <span className="cell-note">{sentence(state, words)}</span>
      </td>
    </tr>
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
