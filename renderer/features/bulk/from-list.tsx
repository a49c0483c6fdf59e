import { FileTrigger } from "react-aria-components/FileTrigger";
import { useDeferredValue, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useStore } from "zustand";
import type { OperatorError } from "#shared/errors.ts";
import type { BulkProcess, Judged } from "#shared/idm/bulk.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { TextArea } from "../../components/text-area.tsx";
import { bulkChoice } from "./bulk-choice.ts";
import { isCandidate, judgeAll } from "./judge.ts";
import { ListReport, type JudgedLine } from "./list-report.tsx";
import { isTooLong, numbersOf, readList, textOf } from "./number-list.ts";

interface FromListProps {
  readonly process: BulkProcess;
  readonly limit: number;
}

type Checked =
  | { readonly kind: "not-yet" | "checking" }
  | { readonly kind: "failed"; readonly error: OperatorError }
  | { readonly kind: "checked"; readonly lines: readonly JudgedLine[] };

/** The longest file that is read, in octets: a list of a million numbers is smaller. */
const longestFile = 20_000_000;

/** Objects from a pasted list or a file of numbers: looked up first, then put in the basket. */
export function FromList({ process, limit }: FromListProps): ReactNode {
  const { say } = useWords();
  const desk = useDesk();
  const { client } = desk;
  const { listText, writeList, put } = useStore(bulkChoice(desk));
  const [chosenColumn, setColumn] = useState(0);
  const [checked, setChecked] = useState<Checked>({ kind: "not-yet" });
  const [isNoText, setNoText] = useState(false);
  const { columns } = useList(listText);
  const column = Math.min(chosenColumn, Math.max(0, columns.length - 1));
  const { numbers, repeated } = useMemo(() => numbersOf(columns[column] ?? []), [columns, column]);
  const isTooMany = numbers.length > limit;
  /** Counts the lists and checks: what belongs to an older one must not enter the basket. */
  const newest = useRef(0);
  useEffect(() => () => void (newest.current += 1), []);

  /** Drops the last check, also one on its way; returns the number of the new list. */
  function renew(): number {
    setChecked({ kind: "not-yet" });
    return ++newest.current;
  }

  function write(text: string): void {
    renew();
    writeList(text);
    setNoText(false);
  }

  async function readFile(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const mine = renew();
    const text = file.size > longestFile ? null : textOf(new Uint8Array(await file.arrayBuffer()));
    if (mine !== newest.current) return;
    setColumn(0);
    if (text === null) setNoText(true);
    else write(text);
  }

  async function check(): Promise<void> {
    const mine = renew();
    setChecked({ kind: "checking" });
    const wanted = numbers.filter((number) => !isTooLong(number));
    const answer = await judgeAll(
      client,
      process.symbolicName,
      wanted.map((number) => ({ number })),
    );
    if (mine !== newest.current) return;
    if (!answer.ok) return setChecked({ kind: "failed", error: answer.error });
    const judged = new Map(wanted.map((number, index) => [number, answer.value[index]]));
    const lines = numbers.map((number) => ({ number, judged: judged.get(number) ?? notFound }));
    setChecked({ kind: "checked", lines });
    put(lines.map((line) => line.judged).filter(isCandidate));
  }

  return (
    <div className="bulk-from-list">
      <TextArea
        label={say("bulk.list")}
        hint={say("bulk.listHint")}
        className="bulk-list"
        rows={8}
        spellCheck={false}
        value={listText}
        onChange={write}
      />
      {isNoText ? <Notice tone="fault" role="alert" title={say("bulk.noText")} /> : null}
      {columns.length > 1 ? (
        <div className="bulk-short">
          <SelectField
            label={say("bulk.column")}
            value={String(column)}
            choices={columns.map((cells, index) => ({
              value: String(index),
              label: say("bulk.columnOf", {
                n: index + 1,
                first: cells.find((cell) => cell.trim() !== "")?.trim() ?? "",
              }),
            }))}
            onChange={(value) => {
              renew();
              setColumn(Number(value));
            }}
          />
        </div>
      ) : null}
      <output>{say("bulk.listed", { count: numbers.length, repeated })}</output>
      {isTooMany ? (
        <Notice tone="warning" title={say("bulk.tooMany", { count: numbers.length, limit })}>
          <p>{say("bulk.tooManyNext")}</p>
        </Notice>
      ) : null}
      <div className="buttons">
        <FileTrigger
          acceptedFileTypes={[".csv", ".txt", ".tsv", "text/*"]}
          onSelect={(files) => void readFile(files?.[0])}
        >
          <Button>{say("bulk.file")}</Button>
        </FileTrigger>
        {isTooMany ? null : (
          <Button isPending={numbers.length === 0 || checked.kind === "checking"} onPress={() => void check()}>
            {say(checked.kind === "checking" ? "bulk.checking" : "bulk.check")}
          </Button>
        )}
      </div>
      {checked.kind === "failed" ? (
        <ErrorBox error={checked.error}>
          <Button onPress={() => void check()}>{say("app.retry")}</Button>
        </ErrorBox>
      ) : null}
      {checked.kind === "checked" ? <ListReport lines={checked.lines} /> : null}
    </div>
  );
}

const notFound: Judged = { kind: "notFound" };

/** Parses the list; defers a long one, so that typing is not blocked. */
function useList(text: string): ReturnType<typeof readList> {
  const settled = useDeferredValue(text);
  return useMemo(() => readList(settled), [settled]);
}
