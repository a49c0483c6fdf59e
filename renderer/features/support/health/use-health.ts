import { useEffect, useState } from "react";
import type { Health } from "#shared/ipc/health.ts";
import { useDesk } from "../../../desk/desk.ts";
import { useCommand, type Command } from "../../../desk/use-command.ts";

interface HealthReading extends Pick<Command, "refused"> {
  readonly health: Health;
  readonly checkAgain: () => void;
}

const nothing: Health = { report: null, asking: [] };

/** Reads the health list of the program, and runs its checks again when the screen opens. */
export function useHealth(): HealthReading {
  const { client } = useDesk();
  const { run, refused } = useCommand();
  const [health, setHealth] = useState(nothing);

  useEffect(() => {
    const end = client.health.onChanged(setHealth);
    void run(() => client.health.check());
    void read();
    return end;

    /** Reads what a run that is under way for another window has found so far. */
    async function read(): Promise<void> {
      const answer = await client.health.state();
      if (answer.ok) setHealth(answer.value);
    }
  }, [client, run]);

  return { health, refused, checkAgain: () => void run(() => client.health.check()) };
}
