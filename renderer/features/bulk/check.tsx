import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { useStore } from "zustand";
import type { OperatorError } from "#shared/errors.ts";
import type { Candidate } from "#shared/idm/bulk.ts";
import { ActionBar } from "../../components/action-bar.tsx";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useKeys } from "../../desk/keys.ts";
import { useWords } from "../../desk/words.ts";
import { bulkChoice } from "./bulk-choice.ts";
import { BulkFrame } from "./bulk-frame.tsx";
import { isCandidate, judgeAll } from "./judge.ts";
import { NotInBasket, type JudgedLine } from "./list-report.tsx";
import type { Chosen } from "./chosen.ts";
import { focusField } from "../../parts/missing-fields.ts";
import { StartBar } from "./start-bar.tsx";
import { Summary } from "./summary.tsx";
import { useStart } from "./use-start.ts";

type Looked =
  | { readonly kind: "looking" }
  | { readonly kind: "failed"; readonly error: OperatorError }
  /** `left`: objects that the process no longer accepts; they are no longer in the basket. */
  | { readonly kind: "looked"; readonly candidates: readonly Candidate[]; readonly left: readonly JudgedLine[] };

/** The whole bulk as it would run now. It first judges every object of the basket again. */
export function Check(chosen: Chosen): ReactNode {
  const { process } = chosen;
  const { say } = useWords();
  const desk = useDesk();
  const goTo = useStore(bulkChoice(desk), (choice) => choice.goTo);
  const [looked, setLooked] = useState<Looked>({ kind: "looking" });
  const newest = useRef(0);
  const candidates = looked.kind === "looked" ? looked.candidates : [];
  const body = useRef<HTMLDivElement>(null);
  const count = useRef<HTMLInputElement>(null);
  const starting = useStart(chosen, candidates, leadTo);

  function leadTo(name: string | null): void {
    if (name === null) count.current?.focus();
    else focusField(body.current, name);
  }

  const look = useCallback(async () => {
    const mine = ++newest.current;
    const { basket, replace } = bulkChoice(desk).getState();
    const before = [...basket.values()];
    const answer = await judgeAll(
      desk.client,
      process.symbolicName,
      before.map(({ item: { ref } }) => ({ ref })),
    );
    if (mine !== newest.current) return;
    if (!answer.ok) return setLooked({ kind: "failed", error: answer.error });
    const possible = answer.value.filter(isCandidate);
    const left = before.flatMap(({ item }, index) => {
      const judged = answer.value[index];
      return judged === undefined || isCandidate(judged) ? [] : [{ number: item.label, judged }];
    });
    replace(possible);
    setLooked({ kind: "looked", candidates: possible, left });
  }, [desk, process.symbolicName]);
  useEffect(() => {
    const first = (): void => void look();
    first();
    return () => void (newest.current += 1);
  }, [look]);

  useKeys("page", true, (key) => {
    if (key === "Alt+B") goTo("objects");
    // An irreversible process has no key.
    else if (key === "Alt+N" && !process.irreversible && candidates.length > 0) void starting.start();
    else return false;
    return true;
  });

  const back = <Button onPress={() => goTo("objects")}>{say("wizard.back")}</Button>;
  return (
    <BulkFrame
      step="check"
      title={process.name}
      footer={
        candidates.length === 0 ? (
          <ActionBar>{back}</ActionBar>
        ) : (
          <StartBar ref={count} count={candidates.length} starting={starting} back={back} />
        )
      }
    >
      {looked.kind === "looking" ? <output className="loading">{say("bulk.looking")}</output> : null}
      {looked.kind === "failed" ? (
        <ErrorBox error={looked.error}>
          <Button onPress={() => void look()}>{say("app.retry")}</Button>
        </ErrorBox>
      ) : null}
      {looked.kind === "looked" && looked.left.length > 0 ? (
        <Notice tone="warning" title={say("bulk.leftOut", { count: looked.left.length })}>
          <NotInBasket lines={looked.left} />
        </Notice>
      ) : null}
      <div ref={body}>
        {candidates.length === 0 ? null : <Summary process={process} candidates={candidates} starting={starting} />}
      </div>
    </BulkFrame>
  );
}
