import { useCallback, useState } from "react";
import type { OperatorError, Result } from "#shared/errors.ts";

export interface Command {
  /** Sends a command; resolves to whether the core carried it out. */
  readonly run: (send: () => Promise<Result<unknown>>) => Promise<boolean>;
  readonly isRunning: boolean;
  /** The error of the last command, to be shown where the command was given. */
  readonly refused: OperatorError | null;
}

/** Sends commands to the core and keeps the refusal, so that none is lost. */
export function useCommand(): Command {
  const [running, setRunning] = useState(0);
  const [refused, setRefused] = useState<OperatorError | null>(null);

  const run = useCallback(async (send: () => Promise<Result<unknown>>) => {
    setRunning((count) => count + 1);
    setRefused(null);
    const answer = await send();
    setRunning((count) => count - 1);
    setRefused(answer.ok ? null : answer.error);
    return answer.ok;
  }, []);

  return { run, isRunning: running > 0, refused };
}
