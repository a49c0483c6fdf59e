import type { ReactNode } from "react";
import { SelectField } from "../../components/select-field.tsx";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";

/**
 * Lets the operator choose where to log in; empty if there is no choice. The page is reloaded with
 * the chosen environment.
 */
export function EnvironmentChooser(): ReactNode {
  const { client } = useDesk();
  const { say } = useWords();
  const { current, list, isFixed } = useCore((core) => core.environments);
  const { run, isRunning, refused } = useCommand();
  if (isFixed || list.length < 2) return null;
  return (
    <>
      <SelectField
        label={say("login.environment")}
        value={current?.id ?? ""}
        isDisabled={isRunning}
        choices={list.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => void run(() => client.environments.choose({ id }))}
      />
      {refused === null ? null : <ErrorBox error={refused} />}
    </>
  );
}
