import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runChild } from "./children.ts";

/** Milliseconds before a simulated reader that ended is restarted. */
const restartWait = 1_000;

/**
 * Starts the simulated card reader, which follows the scenario of this sandbox, and resolves to the
 * address of its bridge; sets the secret in the environment of this process. Resolves to null if
 * the machine has a card service of its own.
 */
export function startSimulatedReader(
  program: string,
  sandbox: string,
  isEnding: () => boolean,
): Promise<string | null> {
  const name = randomBytes(16).toString("hex");
  const directory = process.platform === "win32" ? null : mkdtempSync(join(tmpdir(), "carddesk-"));
  const address = directory === null ? String.raw`\\.\pipe\carddesk-simulated-${name}` : join(directory, "bridge");
  if (directory !== null) process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  process.env["CARDDESK_BRIDGE_SECRET"] = randomBytes(32).toString("base64url");

  return new Promise((resolve) => {
    async function keepRunning(): Promise<void> {
      while (!isEnding()) {
        if (directory !== null) rmSync(address, { force: true });
        const args = [program, "--address", address, "--sandbox", sandbox];
        const code = await runChild(process.execPath, args, (line) => {
          if (line.includes("simulated")) resolve(address);
        });
        if (code === 0) break;
        await sleep(restartWait);
      }
      delete process.env["CARDDESK_BRIDGE_SECRET"];
      resolve(null);
    }
    void keepRunning();
  });
}
