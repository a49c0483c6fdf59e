import { useState, type ReactNode } from "react";
import type { OperatorError } from "#shared/errors.ts";
import type { MadePart } from "#shared/ipc/bundle.ts";
import { Button } from "../../../components/button.tsx";
import { Disclosure } from "../../../components/disclosure.tsx";
import { useDesk } from "../../../desk/desk.ts";
import { ErrorLine } from "../../../desk/error-box.tsx";
import { useWords } from "../../../desk/words.ts";

interface LookInsideProps {
  /** Id of the preview. */
  readonly preview: string;
  readonly name: MadePart;
  /** Name of the part on screen. */
  readonly title: string;
}

/** A piece of the content. `before`: where the earlier pieces begin. */
interface Piece {
  readonly lines: readonly string[];
  readonly from: number;
  readonly next: number | null;
  readonly before: readonly number[];
}

/**
 * The content of a part, exactly as it will be saved, a piece at a time. It is read when it is
 * opened.
 */
export function LookInside({ preview, name, title }: LookInsideProps): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const [piece, setPiece] = useState<Piece | null>(null);
  const [refused, setRefused] = useState<OperatorError | null>(null);

  async function read(from: number, before: readonly number[]): Promise<void> {
    const look = await client.bundle.look({ id: preview, name, from });
    setRefused(look.ok ? null : look.error);
    if (look.ok) setPiece({ ...look.value, from, before });
  }

  return (
    <div className="bundle-inside">
      <Disclosure
        title={say("bundle.look")}
        label={say("bundle.lookAt", { part: title })}
        onToggle={(isOpen) => isOpen && piece === null && void read(0, [])}
      >
        {refused === null ? null : <ErrorLine error={refused} />}
        {piece === null ? null : <Lines piece={piece} title={title} read={read} />}
      </Disclosure>
    </div>
  );
}

interface LinesProps {
  readonly piece: Piece;
  readonly title: string;
  readonly read: (from: number, before: readonly number[]) => Promise<void>;
}

function Lines({ piece: { lines, from, next, before }, title, read }: LinesProps): ReactNode {
  const { say } = useWords();
  const last = before.at(-1);
  const text = lines.join("\n");
  if (text === "" && next === null && last === undefined) return <p className="quiet">{say("bundle.empty")}</p>;
  return (
    <>
      {/* A text area scrolls, is reached by the keyboard, and can be copied from. */}
      <textarea
        key={from}
        className="field-input bundle-lines"
        rows={14}
        readOnly
        spellCheck={false}
        aria-label={say("bundle.content", { part: title })}
        value={text}
      />
      {next === null && last === undefined ? null : (
        <div className="buttons">
          <Button
            isBlocked={last === undefined}
            onPress={() => last !== undefined && void read(last, before.slice(0, -1))}
          >
            {say("bundle.back")}
          </Button>
          <Button isBlocked={next === null} onPress={() => next !== null && void read(next, [...before, from])}>
            {say("bundle.further")}
          </Button>
        </div>
      )}
    </>
  );
}
