import type { FormEvent, ReactNode, Ref } from "react";
import { ActionBar } from "../../components/action-bar.tsx";
import { Button } from "../../components/button.tsx";
import { TextField } from "../../components/text-field.tsx";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import type { Starting } from "./use-start.ts";

interface StartBarProps {
  readonly count: number;
  readonly starting: Starting;
  readonly back: ReactNode;
  /** The field of the count. */
  readonly ref: Ref<HTMLInputElement>;
}

/** The one confirmation and the start button, in sight however long the summary is. */
export function StartBar({ count, starting, back, ref }: StartBarProps): ReactNode {
  const { say } = useWords();
  const { mustType, typed, type, isTyped, isAsked, lost, isStarting, refused, start } = starting;

  function submit(event: FormEvent): void {
    event.preventDefault();
    void start();
  }

  return (
    <form noValidate onSubmit={submit}>
      {refused === null ? null : <ErrorBox error={refused} />}
      <ActionBar
        status={
          mustType ? (
            <div className="bulk-short">
              <TextField
                ref={ref}
                label={say("bulk.typeCount", { count })}
                value={typed}
                onChange={type}
                fault={isAsked && !isTyped ? say("bulk.typeCountFault", { count }) : null}
              />
            </div>
          ) : (
            say("bulk.counted", { count })
          )
        }
      >
        {back}
        <Button
          kind={lost === null ? "primary" : "danger"}
          type="submit"
          isPending={isStarting}
          isBlocked={lost !== null && !isTyped}
        >
          {lost === null
            ? say("bulk.start", { count })
            : say("action.named", { verb: say("bulk.start", { count }), what: lost })}
        </Button>
      </ActionBar>
    </form>
  );
}
