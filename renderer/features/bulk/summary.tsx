import { useCallback, useEffect, useId, useMemo, useRef, useState, type FormEvent, type ReactNode } from "react";
import { useStore } from "zustand";
import type { OperatorError } from "#shared/errors.ts";
import type { Candidate } from "#shared/idm/bulk.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords, type Words } from "../../desk/words.ts";
import { AboutLine } from "../../parts/about-line.tsx";
import { actionText } from "../../parts/action-text.ts";
import { Button } from "../../components/button.tsx";
import { ChangesTable } from "../../parts/changes-table.tsx";
import { FormFieldInput } from "../../parts/form-field-input.tsx";
import { missingFields } from "../../parts/missing-fields.ts";
import { Notice } from "../../components/notice.tsx";
import { TextField } from "../../components/text-field.tsx";
import { bulkChoice, keyOf } from "./bulk-choice.ts";
import type { ChosenProcess } from "./choose.tsx";
import { isCandidate, judgeAll } from "./judge.ts";
import { NotInBasket, type JudgedLine } from "./list-report.tsx";
import { totalChanges } from "./total-changes.ts";

/**
 * From this number of objects on the operator types the count to confirm; always for what cannot be
 * undone.
 */
const typedFrom = 11;

type Looked =
  | { readonly kind: "looking" }
  | { readonly kind: "failed"; readonly error: OperatorError }
  /** `left`: objects that the process no longer accepts; they are no longer in the basket. */
  | { readonly kind: "looked"; readonly candidates: readonly Candidate[]; readonly left: readonly JudgedLine[] };

interface SummaryProps extends ChosenProcess {
  readonly onBack: () => void;
  readonly onStarted: () => void;
}

/** The whole bulk as it would run now: judges every object of the basket again first. */
export function Summary(props: SummaryProps): ReactNode {
  const { process, onBack } = props;
  const { say } = useWords();
  const desk = useDesk();
  const [looked, setLooked] = useState<Looked>({ kind: "looking" });
  const newest = useRef(0);

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
    const candidates = answer.value.filter(isCandidate);
    const left = before.flatMap(({ item }, index) => {
      const judged = answer.value[index];
      return judged === undefined || isCandidate(judged) ? [] : [{ number: item.label, judged }];
    });
    replace(candidates);
    setLooked({ kind: "looked", candidates, left });
  }, [desk, process]);
  useEffect(() => {
    const first = (): void => void look();
    first();
    return () => void (newest.current += 1);
  }, [look]);

  const back = <Button onPress={onBack}>{say("wizard.back")}</Button>;
  if (looked.kind === "failed")
    return (
      <ErrorBox error={looked.error}>
        <Button onPress={() => void look()}>{say("app.retry")}</Button>
        {back}
      </ErrorBox>
    );
  if (looked.kind === "looking") return <output className="loading">{say("bulk.looking")}</output>;
  return (
    <>
      {looked.left.length === 0 ? null : (
        <Notice tone="warning" title={say("bulk.leftOut", { count: looked.left.length })}>
          <NotInBasket lines={looked.left} />
        </Notice>
      )}
      {looked.candidates.length === 0 ? (
        <div className="buttons">{back}</div>
      ) : (
        <ToConfirm {...props} candidates={looked.candidates} />
      )}
    </>
  );
}

interface ToConfirmProps extends SummaryProps {
  readonly candidates: readonly Candidate[];
}

/** The changes, the values for all objects, and the one confirmation. */
function ToConfirm({ process, coreTemplate, candidates, onBack, onStarted }: ToConfirmProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const desk = useDesk();
  const { values, enter, clear } = useStore(bulkChoice(desk));
  const [typed, setTyped] = useState("");
  const [isAsked, setAsked] = useState(false);
  const { run, isRunning: isStarting, refused } = useCommand();
  const id = useId();
  const count = candidates.length;
  const totals = useMemo(
    () =>
      totalChanges(
        candidates.flatMap(({ changes }) => changes),
        (type, number) => counted(type, number, words),
      ),
    [candidates, words],
  );
  const missing = missingFields(process.fields, values);
  const what = process.irreversible
    ? actionText(
        process.action || process.name,
        candidates.flatMap(({ changes }) => changes),
        words,
      )
    : null;
  const mustType = process.irreversible || count >= typedFrom;
  // The count is shown with the separators of the language, and may be typed without.
  const isTyped = !mustType || typed.replaceAll(/[\s.,’]/g, "") === String(count);

  async function start(event: FormEvent): Promise<void> {
    event.preventDefault();
    setAsked(true);
    if (missing.length > 0 || !isTyped || isStarting) return;
    const isStarted = await run(() =>
      desk.client.bulk.start({
        coreTemplate,
        process: process.symbolicName,
        processName: process.name,
        values,
        objects: candidates.map(({ item: { ref, label }, about, version }) => ({ ref, label, about, version })),
      }),
    );
    if (!isStarted) return;
    clear();
    onStarted();
  }

  return (
    <form className="stack" noValidate onSubmit={(event) => void start(event)}>
      <section className="panel stack" aria-labelledby={id}>
        <h2 id={id}>{say("bulk.of", { process: process.name, count })}</h2>
        {process.text === "" ? null : <p>{process.text}</p>}
        {process.fields.map((field) => (
          <FormFieldInput
            key={field.name}
            field={field}
            value={values[field.name] ?? null}
            onChange={(value) => enter(field.name, value)}
            isReadOnly={isStarting}
            fault={
              isAsked && missing.includes(field.name) ? say("wizard.requiredMissing", { label: field.label }) : null
            }
          />
        ))}
        <ChangesTable title={say("wizard.willChange")} changes={totals} level={2} />
        <details>
          <summary>{say("bulk.which", { count })}</summary>
          <ul className="bulk-all">
            {candidates.map(({ item: { ref, label }, about }) => (
              <li key={keyOf(ref)}>
                <AboutLine about={about} label={label} />
              </li>
            ))}
          </ul>
        </details>
      </section>
      {mustType ? (
        <Notice
          tone={process.irreversible ? "fault" : "warning"}
          title={say(process.irreversible ? "wizard.irreversible" : "bulk.confirmTitle")}
        >
          <div className="bulk-typed">
            <TextField
              label={say("bulk.typeCount", { count })}
              value={typed}
              onChange={setTyped}
              fault={isAsked && !isTyped ? say("bulk.typeCountFault", { count }) : null}
            />
          </div>
        </Notice>
      ) : null}
      {refused === null ? null : <ErrorBox error={refused} />}
      <div className="buttons">
        <Button
          kind={what === null ? "primary" : "danger"}
          type="submit"
          isPending={isStarting}
          isBlocked={what !== null && !isTyped}
        >
          {what === null
            ? say("bulk.start", { count })
            : say("action.named", { verb: say("bulk.start", { count }), what })}
        </Button>
        <Button onPress={onBack}>{say("wizard.back")}</Button>
      </div>
    </form>
  );
}

function counted(type: string, count: number, { say }: Words): string {
  switch (type) {
    case "virtualSmartCard":
    case "user":
    case "certificate":
      return say(`bulk.count.${type}`, { count });
    default:
      return say("bulk.count.other", { count, type });
  }
}
