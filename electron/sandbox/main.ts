import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFlags } from "./flags.ts";
import { startSandbox } from "./server.ts";
import { StartError } from "#shared/start-error.ts";

// The database is for this user alone.
process.umask(0o077);

try {
  await main();
} catch (fault) {
  if (!(fault instanceof StartError)) throw fault;
  process.stderr.write(`Sandbox: ${fault.message}\n`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { dataDir, ...flags } = readFlags(process.argv.slice(2));
  const temporary = dataDir === undefined ? mkdtempSync(join(tmpdir(), "carddesk-sandbox-")) : null;
  const removeTemporary = (): void => {
    if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
  };
  process.once("exit", removeTemporary);

  const sandbox = await startSandbox({ ...flags, dataDir: dataDir ?? temporary ?? "" });
  const stop = (): void => {
    void sandbox.stop().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.stdout.write(`Sandbox ready ${sandbox.url}\n`);
}
