import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { connect as connectTcp, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import {
  ask,
  call,
  connect,
  frameOf,
  newSecret,
  openPage,
  startBrowserShell,
  type BrowserShell,
} from "./browser-shell.ts";

let shell: BrowserShell;
let secret: string;
/** A page that was opened before the tests. */
let page: WebSocket;
let tcp: Socket[] = [];

beforeAll(async () => {
  shell = await startBrowserShell();
  secret = newSecret();
  page = await openPage(shell, { token: shell.token, secret });
});
afterEach(() => {
  for (const socket of tcp) socket.destroy();
  tcp = [];
});
afterAll(() => shell[Symbol.asyncDispose]());

/** Opens a connection that may be reset at any time. */
async function dial(): Promise<Socket> {
  const socket = connectTcp(shell.port, "127.0.0.1");
  tcp.push(socket);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}
const closed = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.resume().once("close", resolve));
const dialMany = (count: number): Promise<Socket[]> => Promise.all(Array.from({ length: count }, dial));

const upgrade = (origin: string, path = "/socket"): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${shell.host}\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n";
const get = (): string => `GET / HTTP/1.1\r\nHost: ${shell.host}\r\n\r\n`;

/** Whether the open page still works, and a new one can be opened. */
async function goesOn(): Promise<boolean> {
  const info = await call(page, 1, { area: "app", name: "info", args: null });
  const answer = await ask(shell.port, "/");
  const opened = await connect(shell, { secret });
  if (!(opened instanceof WebSocket)) return false;
  opened.close();
  return answer.status === 200 && JSON.stringify(info).startsWith('{"ok":true');
}

describe("a peer that resets its connection at once leaves the program as it was", () => {
  async function reset(texts: readonly string[]): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        (await dialMany(100)).map(async (socket, index) => {
          socket.write(texts[index % texts.length] ?? "");
          // Some resets arrive before the program has read anything, some while it is answering.
          for (let turns = 0; turns < index % 5; turns += 1) await new Promise(setImmediate);
          socket.resetAndDestroy();
        }),
      );
    }
  }

  test("after 1,000 refused upgrades", async () => {
    await reset([upgrade("http://evil.test"), upgrade(shell.origin, "/")]);
    expect(await goesOn()).toBe(true);
  });

  test("after 1,000 other requests and connections", async () => {
    await reset([
      upgrade(shell.origin),
      upgrade(shell.origin).replace("MDEy", ""),
      get().replace("\r\n\r\n", "\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
      get(),
      get().slice(0, 20),
      `CONNECT ${shell.host} HTTP/1.1\r\nHost: ${shell.host}\r\n\r\n`,
      "\u0016\u0003\u0001 hello\r\n\r\n",
      "",
    ]);
    expect(await goesOn()).toBe(true);
  });
});

describe("a slow peer", () => {
  function drip(socket: Socket, text: string): void {
    let sent = 0;
    const timer = setInterval(() => socket.write(text.charAt(sent++ % text.length)), 100);
    socket.once("close", () => clearInterval(timer));
  }

  test("keeps no page out, and is cut off in a header, body, upgrade or WebSocket close, or if it sends nothing", async () => {
    const begin = [
      (socket: Socket): void => drip(socket, "GET / HTTP/1.1\r\nX: ".padEnd(2_000, "x")),
      (socket: Socket): void => {
        socket.write(`POST / HTTP/1.1\r\nHost: ${shell.host}\r\nContent-Length: 1000000\r\n\r\n`);
        drip(socket, "x");
      },
      (socket: Socket): unknown => socket.write(upgrade(shell.origin).slice(0, -4)),
      (socket: Socket): unknown => socket.write(upgrade(shell.origin)),
      (): void => undefined,
    ];
    // Few enough that the shell drops none of them to make room.
    const sockets = await dialMany(40);
    for (const [index, socket] of sockets.entries()) begin[index % begin.length]?.(socket);
    expect(await goesOn()).toBe(true);
    await Promise.all(sockets.map(closed));
    expect(await goesOn()).toBe(true);
  });

  test("keeps no page out with 500 connections", async () => {
    const sockets = await dialMany(500);
    for (const socket of sockets) drip(socket, get());
    expect(await goesOn()).toBe(true);
    for (let n = 0; n < 5; n += 1) (await openPage(shell, { secret })).close();
  });
});

describe("memory stays bounded", () => {
  /** Returns the megabytes by which the program's memory peaks during the work (Linux). */
  async function growth(work: () => Promise<unknown>): Promise<number> {
    const file = (name: string): string => `/proc/${shell.program.process.pid}/${name}`;
    const read = (what: string): number =>
      Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(file("status"), "utf8"))?.[1]) / 1_000;
    // Resets the peak to the current size (proc(5)).
    writeFileSync(file("clear_refs"), "5");
    const before = read("VmRSS");
    await work();
    return read("VmHWM") - before;
  }

  test("under headers that grow without end", async () => {
    // The head has no end, so the program must keep all of it.
    const header = `GET / HTTP/1.1\r\nHost: ${shell.host}\r\n${`X: ${"x".repeat(65_000)}\r\n`.repeat(15)}`;
    const grown = await growth(async () => {
      const sockets = await dialMany(500);
      await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.resume().write(header, resolve))));
      expect(await goesOn()).toBe(true);
    });
    expect(grown).toBeLessThan(300);
    expect(await goesOn()).toBe(true);
  });

  test("under requests whose answers are never read", async () => {
    const script = /src="(\/assets\/[^"]+)"/.exec((await ask(shell.port, "/")).body)?.[1] ?? "";
    const grown = await growth(async () => {
      for (const socket of await dialMany(200)) socket.pause().write(get().replace("/", script).repeat(500));
      expect(await goesOn()).toBe(true);
    });
    expect(grown).toBeLessThan(300);
  });

  test("under endless, deeply nested frames from pages that are not admitted", async () => {
    // A text frame without FIN, and continuations of it (RFC 6455, section 5.2); masked with zeros.
    const part = (opcode: number): Buffer => {
      const header = Buffer.from([opcode, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
      header.writeUInt32BE(1_000_000, 6);
      return Buffer.concat([header, Buffer.from("[".repeat(1_000_000))]);
    };
    const [first, next] = [part(1), part(0)];
    const grown = await growth(async () => {
      const sockets = await dialMany(60);
      const areClosed = Promise.all(sockets.map(closed));
      for (const socket of sockets) {
        socket.write(upgrade(shell.origin));
        socket.write(first);
        for (let n = 0; n < 20; n += 1) socket.write(next);
      }
      await areClosed;
    });
    expect(grown).toBeLessThan(300);
    expect(await goesOn()).toBe(true);
  });

  test("with 200 tabs that each receive an event", async () => {
    const tabs: WebSocket[] = [];
    const grown = await growth(async () => {
      // A browser opens tabs one after the other.
      for (let n = 0; n < 200; n += 1) tabs.push(await openPage(shell, { secret }));
      const told = tabs.map(
        (tab) =>
          new Promise<void>((resolve) => {
            tab.on("message", (data) => {
              if (JSON.stringify(frameOf(data)).includes('"theme":"dark"')) resolve();
            });
          }),
      );
      const args = { language: "sv", theme: "dark", density: "comfortable", tourEnded: false, idleMinutes: 5 };
      expect(await call(page, 2, { area: "app", name: "saveSettings", args })).toMatchObject({ ok: true });
      await Promise.all(told);
    });
    expect(grown).toBeLessThan(300);
    for (const tab of tabs) tab.close();
    expect(await goesOn()).toBe(true);
  });

  test("with a frozen tab, which is cut off and can connect again", async () => {
    const frozen = await openPage(shell, { secret });
    frozen.on("error", () => undefined);
    const isClosed = once(frozen, "close");
    const text = JSON.stringify({ id: 1, area: "app", name: "info", args: null });
    const sent = (): Promise<boolean> => new Promise((resolve) => frozen.send(text, (fault) => resolve(!fault)));
    const grown = await growth(async () => {
      frozen.pause();
      // It goes on calling until it is cut off; resumed earlier, it would read its answers.
      do for (let n = 0; n < 1_000; n += 1) frozen.send(text, () => undefined);
      while (await sent());
      expect(await goesOn()).toBe(true);
      frozen.resume();
      await isClosed;
    });
    // 16 MiB of unread answers are 80,000 queued writes, and the calls under way beside them.
    expect(grown).toBeLessThan(500);
    await openPage(shell, { secret });
    // 150,000 calls take four seconds, or five times as long under load.
  }, 60_000);
});

test("a clock that jumps neither closes a page nor keeps one out", async () => {
  const jumping = `let jumps = 0; const now = Date.now; Date.now = () => now() + (jumps++ % 3 - 1) * 31_536_000_000`;
  await using fresh = await startBrowserShell(undefined, [], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(jumping)}`,
  });
  const own = newSecret();
  const first = await openPage(fresh, { token: fresh.token, secret: own });
  await openPage(fresh, { secret: own });
  expect(await call(first, 1, { area: "app", name: "info", args: null })).toMatchObject({ ok: true });
});
