import type { OperatorError, Result } from "#shared/errors.ts";
import { finding, type Check, type Finding } from "./check.ts";

export interface DatabasePorts {
  /** Whether the open database is sound, or why it is not open. */
  readonly isSound: () => Promise<Result<boolean>>;
  /** Whether a damaged database was moved aside when the program was started. */
  readonly keptAside: () => boolean;
}

/** Checks the database of this machine through the thread that owns it. */
export const databaseCheck = ({ isSound, keptAside }: DatabasePorts): Check => ({
  id: "database",
  async ask() {
    const sound = await isSound();
    if (!sound.ok) return unusable(sound.error);
    if (!sound.value) return finding("database.damaged");
    return finding(keptAside() ? "database.kept-aside" : "database.sound");
  },
});

function unusable({ code }: OperatorError): Finding {
  if (code === "store-newer") return finding("database.newer");
  if (code === "store-damaged") return finding("database.damaged");
  // The check of the key vault reports this.
  if (code === "vault-unavailable") return finding("unknown.store");
  return finding("database.unusable", { reason: code });
}
