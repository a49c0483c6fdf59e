import { useId, type ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { Judged } from "#shared/idm/bulk.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { StateBadge } from "../../desk/state-badge.tsx";
import { Notice } from "../../components/notice.tsx";
import { useFirstRows } from "./use-first-rows.ts";
import { WhyNot } from "./why-not.tsx";

/** A number of the list and its verdict. */
export interface JudgedLine {
  readonly number: string;
  readonly judged: Judged;
}

/** Result of a list lookup: the count in the basket, and the numbers that are not. */
export function ListReport({ lines }: { readonly lines: readonly JudgedLine[] }): ReactNode {
  const { say } = useWords();
  const count = lines.filter(({ judged }) => judged.kind === "candidate").length;
  return (
    <div className="stack">
      <Notice tone={count === lines.length ? "good" : "warning"} isPolite>
        <p className="notice-title">{say("bulk.checked", { count, total: lines.length })}</p>
      </Notice>
      <NotInBasket lines={lines} />
    </div>
  );
}

/** Every number that is not in the basket, with the reason. */
export function NotInBasket({ lines }: { readonly lines: readonly JudgedLine[] }): ReactNode {
  return (["notFound", "ambiguous", "notCandidate"] as const).map((kind) => (
    <Lines key={kind} kind={kind} lines={lines.filter(({ judged }) => judged.kind === kind)} />
  ));
}

interface LinesProps {
  readonly kind: "notFound" | "ambiguous" | "notCandidate";
  readonly lines: readonly JudgedLine[];
}

function Lines({ kind, lines }: LinesProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  const { part, more } = useFirstRows(lines);
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby={id} className="bulk-lines">
      <h3 id={id}>{say(`bulk.${kind}`, { count: lines.length })}</h3>
      <ul>
        {part.map(({ number, judged }) => (
          <li key={number}>
            <span className="bulk-number">{number}</span>
            <Remark judged={judged} />
          </li>
        ))}
      </ul>
      {more === null ? null : <Button onPress={more}>{say("queue.more")}</Button>}
    </section>
  );
}

function Remark({ judged }: { readonly judged: Judged }): ReactNode {
  const { say } = useWords();
  switch (judged.kind) {
    case "notFound":
    case "candidate":
      return null;
    case "ambiguous":
      return (
        <span className="cell-note">
          {say("bulk.matches", { total: judged.total, first: judged.matches.join(", ") })}
        </span>
      );
    case "notCandidate":
      return (
        <>
          <StateBadge state={judged.item.state} of={judged.item.ref.type} />
          <WhyNot why={judged.why} />
        </>
      );
    default:
      return assertNever(judged);
  }
}
