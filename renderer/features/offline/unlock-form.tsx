import { useRef, useState, type FormEvent, type ReactNode } from "react";
import { useDesk } from "../../desk/desk.ts";
import { ErrorLine } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { TextField } from "../../components/text-field.tsx";

/**
 * Opens the working set with the password or passphrase it was taken with, if the log-in did not.
 */
export function UnlockForm(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const { run, isRunning, refused } = useCommand();
  const [passphrase, setPassphrase] = useState("");
  const field = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (isRunning) return;
    const isOpen = passphrase !== "" && (await run(() => client.offline.unlock({ passphrase })));
    if (isOpen) return;
    field.current?.focus();
    field.current?.select();
  }

  return (
    <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
      <TextField
        ref={field}
        label={say("set.passphrase")}
        type="password"
        autoComplete="current-password"
        value={passphrase}
        onChange={setPassphrase}
      />
      {refused === null ? null : <ErrorLine error={refused} />}
      <div className="buttons">
        <Button type="submit" isPending={isRunning}>
          {say("set.unlock")}
        </Button>
      </div>
    </form>
  );
}
