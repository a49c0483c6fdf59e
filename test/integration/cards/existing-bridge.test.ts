import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CardReader } from "#shared/ipc/cards.ts";
import type { BridgeProcess, BridgeSpawner } from "../../../electron/core/cards/bridge-process.ts";
import { shellBridge } from "../../../electron/core/shell/bridge.ts";
import { StartError } from "#shared/start-error.ts";
import { contentOf } from "../../../electron/sandbox/virtual-card/content.ts";
import { pivCard } from "../../../electron/sandbox/virtual-card/piv-card.ts";
import { plugIn } from "../../../electron/sandbox/virtual-card/vpcd.ts";
import { startCore } from "../../fixtures/core.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { run, type Running } from "../../fixtures/process.ts";
import { simulatedBridgeEntry } from "../bridge/harness.ts";
import { silentLog as log } from "../../fixtures/silent-log.ts";

/* `--bridge ADDRESS`: a bridge that was started independently, here the simulated one. */

const nobody = "http://127.0.0.1:9";
const secret = randomBytes(32).toString("base64url");
let directory: string;
let address: string;
let port: number;
let bridge: Running;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-test-bridge-"));
  address = join(directory, "bridge.sock");
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const listening = server.address();
  port = typeof listening === "object" && listening !== null ? listening.port : 0;
  server.close();
  await once(server, "close");
  const args = ["--address", address, "--port", String(port)];
  bridge = run(simulatedBridgeEntry, args, { CARDDESK_BRIDGE_SECRET: secret });
});
afterEach(async () => {
  await bridge.stop();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

/**
 * Returns the bridge that a shell uses for `--bridge` and this secret in the environment. Checks
 * that the shell starts none itself.
 */
function named(given: string): BridgeProcess {
  vi.stubEnv("CARDDESK_BRIDGE_SECRET", given);
  const spawn = vi.fn<BridgeSpawner>();
  const found = shellBridge(address, spawn, log);
  expect(spawn).not.toHaveBeenCalled();
  expect(process.env["CARDDESK_BRIDGE_SECRET"]).toBeUndefined();
  return found(null);
}

async function untilReader(core: ReturnType<typeof startCore>, kind: CardReader["kind"]): Promise<CardReader> {
  return eventually(kind, async () => {
    const state = await core.client.cards.state();
    return state.ok && state.value.kind === kind ? state.value : null;
  });
}

describe("a bridge that --bridge names", () => {
  it("is used, shown as simulated, and left running when the core ends", async () => {
    const core = startCore(nobody, undefined, named(secret));
    await untilReader(core, "no-card");
    const content = contentOf({ number: "VSC-000009", pin: "123456", puk: "12345678", certificates: [] });
    const plugged = await plugIn(pivCard(content), port);
    expect(await untilReader(core, "piv")).toMatchObject({ reader: { simulated: true } });
    plugged.pullOut();
    await untilReader(core, "no-card");
    await core[Symbol.asyncDispose]();
    expect(bridge.process.exitCode).toBeNull();
  });

  it("with another secret is reported as unavailable", async () => {
    await using core = startCore(nobody, undefined, named("x".repeat(43)));
    expect(await untilReader(core, "unavailable")).toMatchObject({ error: { code: "bridge-fault" } });
  });

  it("without a secret is refused before anything starts", () => {
    expect(() => named("")).toThrow(StartError);
  });
});
