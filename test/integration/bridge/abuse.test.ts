import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../../fixtures/eventually.ts";
import { run } from "../../fixtures/process.ts";
import { hello, proofLine, request, shakeHands } from "./handshake.ts";
import { bridgeEntry, startBridge, type RunningBridge } from "./harness.ts";

// Programs of the same user that violate the protocol. No PC/SC service is needed, because they
// must not get that far.

let bridge: RunningBridge;

beforeEach(async () => {
  process.env["PCSCLITE_CSOCK_NAME"] = "/nonexistent/pcscd.comm";
  bridge = await startBridge();
});
afterEach(() => bridge.stop());

/**
 * Sends lines on one connection. Returns everything that the bridge sends until it closes the
 * connection.
 */
async function conversation(...said: readonly string[]): Promise<string> {
  const socket = await stranger();
  let heard = "";
  socket.on("data", (chunk) => (heard += chunk.toString()));
  for (const line of said) socket.write(line);
  await closed(socket);
  return heard;
}

/** Resolves when the connection is closed, with or without an error. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.resume().once("close", () => resolve());
  });

const drained = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once("drain", () => resolve()));

/** Connections in waves small enough for the queue of pending connections. */
const waves = Array.from({ length: 100 }, () => Array.from({ length: 100 }));

/**
 * Returns the bridge's answers, line by line, to a client that has proved that it knows the secret.
 */
async function answers(count: number, ...said: readonly string[]): Promise<unknown[]> {
  const socket = await friend();
  let heard = "";
  const enough = new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      heard += chunk.toString();
      if (heard.split("\n").length > count) resolve();
    });
  });
  socket.write(said.join(""));
  await enough;
  socket.destroy();
  const lines = heard.split("\n").slice(0, count);
  return lines.map((line): unknown => JSON.parse(line));
}

/** Opens a connection that has proved that it knows the secret. */
async function friend(): Promise<Socket> {
  const socket = await stranger();
  await shakeHands(socket, bridge.endpoint().secret);
  return socket;
}

async function stranger(): Promise<Socket> {
  const socket = connect(bridge.endpoint().address);
  // Ignored: these tests expect refusals and resets.
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** Returns the peak resident set of the bridge process, in bytes (Linux). */
function mostMemory(): number {
  const status = readFileSync(`/proc/${bridge.pids[0]}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

async function stillServes(): Promise<void> {
  expect((await bridge.value("diagnostics", {})).service).toBe("stopped");
  expect(bridge.pids).toHaveLength(1);
}

describe("a client that does not know the secret", () => {
  it.each([
    ["without a nonce", request("hello", { protocol: 2 })],
    ["with a short nonce", request("hello", { protocol: 2, nonce: "00" })],
    ["with another call first", request("readers.list")],
    ["with a proof before hello", request("prove", { proof: "0".repeat(64) })],
    ["with something that is no JSON", "GET / HTTP/1.1\r\n"],
    ["with a long line", "x".repeat(5_000)],
  ])("is cut off without an answer: %s", async (_, line) => {
    expect(await conversation(line, request("readers.list"))).toBe("");
    await stillServes();
  });

  it.each([
    ["with another secret", (socket: Socket) => proofLine(socket, "x".repeat(43))],
    ["with a part of it", (socket: Socket) => proofLine(socket, bridge.endpoint().secret.slice(0, -1))],
    ["with the secret itself", async () => request("prove", { proof: bridge.endpoint().secret })],
    ["with another call", async () => request("readers.list")],
    [
      "with the proof of an earlier connection",
      async (socket: Socket) => {
        const earlier = await stranger();
        const line = await proofLine(earlier, bridge.endpoint().secret);
        earlier.destroy();
        await proofLine(socket, "x");
        return line;
      },
    ],
    [
      "with the bridge's own proof",
      async (socket: Socket) => {
        socket.write(hello);
        const { result } = JSON.parse(String(await once(socket, "data")));
        return request("prove", { proof: result.proof });
      },
    ],
  ])("is cut off without an answer to the proof: %s", async (_, prove) => {
    const socket = await stranger();
    const line = await prove(socket);
    let heard = "";
    socket.on("data", (chunk) => (heard += chunk.toString()));
    socket.write(line + request("readers.list"));
    await closed(socket);
    expect(heard).not.toContain("readers");
    expect(heard).not.toContain("simulated");
    await stillServes();
  });

  it("finds a socket that only this user may open", () => {
    const { address } = bridge.endpoint();
    expect(statSync(address).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(address)).mode & 0o777).toBe(0o700);
  });

  it("is cut off when it sends nothing or only part of a line", async () => {
    expect(await conversation()).toBe("");
    expect(await conversation('{"jsonrpc"')).toBe("");
  });

  it("keeps no other client out with 10,000 half-open connections, and memory stays bounded", async () => {
    const sockets: Socket[] = [];
    let mostOpen = 0;
    for (const wave of waves) {
      sockets.push(...(await Promise.all(wave.map(stranger))));
      await answers(1, request("readers.list"));
      mostOpen = Math.max(mostOpen, readdirSync(`/proc/${bridge.pids[0]}/fd`).length);
    }
    expect(mostOpen).toBeLessThan(100);
    await Promise.all(sockets.map(closed));
    await stillServes();
    expect(mostMemory()).toBeLessThan(300_000_000);
  });

  it("keeps no other client out with 10,000 wrong proofs, and memory stays bounded", async () => {
    for (let wave = 0; wave < 50; wave++)
      await Promise.all(
        Array.from({ length: 200 }, () => conversation(hello, request("prove", { proof: "0".repeat(64) }))),
      );
    await stillServes();
    expect(mostMemory()).toBeLessThan(300_000_000);
  });
});

describe("a client that knows the secret", () => {
  it("gets an error with the supported version when its protocol version is another one", async () => {
    const heard = await conversation(request("hello", { protocol: 1, secret: "any" }));
    expect(JSON.parse(heard)).toMatchObject({ id: 1, error: { message: expect.stringContaining("version 2") } });
  });

  it("gets JSON-RPC errors, and none repeats the PIN that was sent", async () => {
    const pin = "0815-007";
    const all = await answers(
      7,
      "not JSON\n",
      `${"[".repeat(300_000)}${"]".repeat(300_000)}\n`,
      "[]\n",
      request("card.format", {}, 2),
      request("constructor", {}, 3),
      request("card.verifyPin", { reader: "R", pin: `${pin} too long` }, 4),
      request("card.verifyPin", { reader: "R", pin, also: pin }, 5),
    );
    expect(all).toMatchObject([
      { id: null, error: { code: -32_700 } },
      { id: null, error: { code: -32_700 } },
      { id: null, error: { code: -32_600 } },
      { id: 2, error: { code: -32_601 } },
      { id: 3, error: { code: -32_601 } },
      { id: 4, error: { code: -32_602 } },
      { id: 5, error: { code: -32_602 } },
    ]);
    expect(JSON.stringify(all)).not.toContain(pin);
  });

  it("is cut off for a line of 100 MB, and the bridge does not buffer it", async () => {
    const before = mostMemory();
    const socket = await friend();
    const chunk = Buffer.alloc(1_000_000, 0x20);
    for (let sent = 0; sent < 100 && !socket.destroyed; sent++)
      if (!socket.write(chunk)) await Promise.race([drained(socket), closed(socket)]);
    await closed(socket);
    await stillServes();
    expect(mostMemory() - before).toBeLessThan(50_000_000);
  });

  it("is cut off when it keeps sending requests and never reads an answer", async () => {
    const socket = await friend();
    socket.pause();
    const many = Array.from({ length: 2_000 }, (_, id) => request("diagnostics", {}, id)).join("");
    let cutOff = false;
    for (let sent = 0; sent < 100 && !cutOff; sent++) {
      socket.write(many);
      cutOff = (await bridge.value("diagnostics", {})).connections === 1;
    }
    expect(cutOff).toBe(true);
    expect(mostMemory()).toBeLessThan(300_000_000);
    socket.destroy();
  });

  it("gets no ninth connection", async () => {
    const sockets = await Promise.all(Array.from({ length: 7 }, friend));
    const ninth = await stranger();
    expect(await shakeHands(ninth, bridge.endpoint().secret)).toContain("Too many connections");
    await closed(ninth);
    for (const socket of sockets) socket.destroy();
    await stillServes();
  });
});

describe("the bridge process", () => {
  it.each([
    ["without secret", [], {}],
    ["with a short secret", [], { CARDDESK_BRIDGE_SECRET: "short" }],
    [
      "in a directory that others can enter",
      ["--address", join(tmpdir(), "bridge.sock")],
      { CARDDESK_BRIDGE_SECRET: "x".repeat(43) },
    ],
    ["with a flag that it does not know", ["--port", "1"], { CARDDESK_BRIDGE_SECRET: "x".repeat(43) }],
  ])("does not start %s: one line, exit code 2", async (_, args, env) => {
    const directory = mkdtempSync(join(tmpdir(), "bridge-"));
    const child = spawn(process.execPath, [bridgeEntry, "--address", join(directory, "s"), ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk) => (said += String(chunk)));
    const [code] = await once(child, "close");
    expect(code).toBe(2);
    expect(said.trim().split("\n")).toHaveLength(1);
    rmSync(directory, { recursive: true });
  });

  it("ends and removes its directory when the program that started it is killed", async () => {
    const parent = run("test/integration/bridge/parent.ts", []);
    const pid = await parent.line(/bridge (\d+)/);
    const directory = await parent.line(/in (.+)/);
    parent.process.kill("SIGKILL");
    await eventually("the bridge is gone", () => !existsSync(`/proc/${pid}`));
    expect(existsSync(directory)).toBe(false);
  });

  it("reports that the machine has no usable PC/SC library", async () => {
    const directory = mkdtempSync(join(tmpdir(), "library-"));
    writeFileSync(join(directory, "libpcsclite.so.1"), "no library");
    process.env["LD_LIBRARY_PATH"] = directory;
    const without = await startBridge();
    delete process.env["LD_LIBRARY_PATH"];
    await eventually("missing", async () => (await without.value("readers.list", {})).service === "missing");
    expect(await without.code("card.read", { reader: "R" })).toBe("service-not-running");
    expect((await without.value("diagnostics", {})).lastComplaint).toContain("libpcsclite");
    await without.stop();
    rmSync(directory, { recursive: true });
  });

  it("is started again when it dies, with another secret and another address", async () => {
    const { address, secret } = bridge.endpoint();
    process.kill(bridge.pids[0] ?? 0, "SIGKILL");
    await bridge.until("lost", bridge.told.length);
    await bridge.until("connected", bridge.told.length);
    expect(bridge.endpoint().secret).not.toBe(secret);
    expect(bridge.endpoint().address).not.toBe(address);
    expect(existsSync(address)).toBe(false);
    expect(bridge.pids).toHaveLength(2);
  });
});
