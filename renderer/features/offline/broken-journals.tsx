import { useState, type ReactNode } from "react";
import type { OperatorError } from "#shared/errors.ts";
import type { BrokenJournal } from "#shared/ipc/offline.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";

/** Damage on this machine: journals that are refused, and a database that was kept aside. */
export function BrokenJournals(): ReactNode {
  const { say } = useWords();
  const { broken, keptAside } = useCore((core) => core.offline);
  return (
    <>
      {broken.map((journal) => (
        <Broken key={journal.device} journal={journal} />
      ))}
      {keptAside === null ? null : (
        <Notice tone="warning">
          <p>{say("broken.keptAside", { file: keptAside })}</p>
        </Notice>
      )}
    </>
  );
}

type Export =
  | { readonly kind: "none" | "writing" }
  | { readonly kind: "written"; readonly file: string }
  | { readonly kind: "failed"; readonly error: OperatorError };

function Broken({ journal: { device, seq, fault } }: { readonly journal: BrokenJournal }): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const [state, setState] = useState<Export>({ kind: "none" });

  async function write(): Promise<void> {
    setState({ kind: "writing" });
    const answer = await client.offline.exportJournal({ device });
    setState(answer.ok ? { kind: "written", file: answer.value.file } : { kind: "failed", error: answer.error });
  }

  return (
    <Notice tone="fault" title={say("broken.title")}>
      <p>{say(`fault.${fault}`)}</p>
      <p>{say("broken.from", { seq })}</p>
      <div className="buttons">
        <Button isPending={state.kind === "writing"} onPress={() => void write()}>
          {say("broken.export")}
        </Button>
      </div>
      <output>
        {state.kind === "written" ? (
          <>
            {say("broken.exported")} <code className="exported-file">{state.file}</code>
          </>
        ) : null}
      </output>
      {state.kind === "failed" ? <ErrorBox error={state.error} /> : null}
    </Notice>
  );
}
