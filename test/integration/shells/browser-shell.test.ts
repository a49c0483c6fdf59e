import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { networkInterfaces } from "node:os";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { eventMessageSchema } from "#shared/ipc/messages.ts";
import {
  ask,
  call,
  connect,
  firstSecret,
  frameOf,
  newSecret,
  openPage,
  protocolsOf,
  startBrowserShell,
  type BrowserShell,
} from "./browser-shell.ts";
import { startSandbox } from "../../fixtures/sandbox.ts";

let shell: BrowserShell;
let secret: string;

beforeAll(async () => {
  shell = await startBrowserShell();
  secret = await firstSecret(shell);
});
afterAll(() => shell[Symbol.asyncDispose]());

describe("a request", () => {
  test("gets the page with the transport script before the page's own script", async () => {
    const { status, body, headers } = await ask(shell.port, "/");
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(headers["cache-control"]).toBe("no-store");
    const scripts = [...body.matchAll(/<script[^>]*src="([^"]+)"/g)].map((match) => match[1]);
    expect(scripts[0]).toBe("/carddesk-transport.js");
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts)
      expect((await ask(shell.port, `${script}`)).headers["content-type"]).toContain("text/javascript");
  });

  test("gets no cookie, and does not use up the token in its address", async () => {
    await using fresh = await startBrowserShell();
    for (const method of ["GET", "HEAD", "POST"]) {
      const answer = await ask(fresh.port, `/?token=${fresh.token}`, {}, method);
      expect(answer.headers["set-cookie"]).toBeUndefined();
      expect(answer.body).not.toContain(fresh.token);
    }
    expect(await connect(fresh, { token: fresh.token, secret: newSecret() })).toBeInstanceOf(WebSocket);
  });

  test("with the cookies of all servers of the machine gets its answer", async () => {
    const cookie = Array.from({ length: 180 }, (_, n) => `c${n}=${"x".repeat(4_090)}`).join("; ");
    expect((await ask(shell.port, "/", { cookie })).status).toBe(200);
    expect(await connect(shell, { secret }, { cookie })).toBeInstanceOf(WebSocket);
  });

  test("under another host name is refused (DNS rebinding)", async () => {
    for (const host of [
      "localhost",
      `localhost:${shell.port}`,
      "127.0.0.1",
      `evil.test:${shell.port}`,
      `${shell.host}.`,
      "x",
    ])
      expect((await ask(shell.port, "/", { host })).status).toBe(421);
    expect((await ask(shell.port, `http://evil.test/`, { host: shell.host })).status).toBe(400);
    expect((await ask(shell.port, "//evil.test/")).status).toBe(400);
  });

  test("from another origin is refused without a CORS header", async () => {
    for (const origin of ["null", "http://evil.test", `http://localhost:${shell.port}`, `https://${shell.host}`]) {
      const answer = await ask(shell.port, "/", { origin });
      expect(answer.status).toBe(403);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  test("other than GET and HEAD is refused", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
      expect((await ask(shell.port, "/", {}, method)).status).toBe(405);
    const head = await ask(shell.port, "/", {}, "HEAD");
    expect(head).toMatchObject({ status: 200, body: "" });
  });

  test("for anything but a file of the page gets 404, however the path is written", async () => {
    const outside = [
      "/../package.json",
      "/..%2fpackage.json",
      "/%2e%2e/%2e%2e/package.json",
      "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
      "/..%5c..%5cpackage.json",
      "/assets/../../main/main.js",
      "/assets/..%2f..%2fmain/main.js",
      "/index.html%00.js",
      "/index.html/",
      "/%",
      "/%ff",
      "/file:///etc/passwd",
      "/assets/",
      "/INDEX.HTML",
    ];
    for (const path of outside) expect([path, (await ask(shell.port, path)).status]).toEqual([path, 404]);
  });

  test("with any path at all gets a file of the page or an error, never a fault", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme-ascii", maxLength: 60 }), async (text) => {
        const path = `/${text.replaceAll(/[^\x21-\x7e]/g, "%20")}`;
        const { status } = await ask(shell.port, path);
        expect([200, 400, 404]).toContain(status);
      }),
      { numRuns: 200 },
    );
  });
});

test("every answer carries the headers", async () => {
  const answers = await Promise.all([
    ask(shell.port, "/"),
    ask(shell.port, "/carddesk-transport.js"),
    ask(shell.port, "/nothing"),
    ask(shell.port, "/nothing"),
    ask(shell.port, "/", { host: "evil.test" }),
    ask(shell.port, "/", {}, "POST"),
  ]);
  for (const { headers } of answers) {
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        `connect-src ws://${shell.host}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'; ` +
        "require-trusted-types-for 'script'",
    );
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=()"),
    });
    expect(headers["x-powered-by"]).toBeUndefined();
  }
});

test("the browser shell listens on loopback only", async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal && address.family === "IPv4");
  for (const { address } of others) {
    const socket = connectTcp(shell.port, address);
    const [error] = await once(socket, "error");
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
  }
  expect(await shell.program.line(/^CardDesk ready (.*)$/)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/);
});

describe("the keys of a page", () => {
  const closed = async (socket: WebSocket): Promise<string> => {
    const [code, reason] = await once(socket, "close");
    return `${code} ${reason}`;
  };
  const printed = (of: BrowserShell): Promise<string> =>
    of.program.line(/a new address, good for once: \S+\?token=(\S+)$/);

  test("the token opens the session once, for the secret sent with it; from then on the secret opens it", async () => {
    await using fresh = await startBrowserShell();
    const { token } = fresh;
    const own = newSecret();
    expect(await connect(fresh, { token })).toBe("page-not-admitted");
    expect(await connect(fresh, { token, secret: "short" })).toBe("page-not-admitted");
    expect(await connect(fresh, { token: token.slice(1), secret: own })).toBe("page-not-admitted");
    const first = await openPage(fresh, { token, secret: own });
    // A page that was interrupted before it knew that its token had been accepted.
    await openPage(fresh, { token, secret: own });
    await openPage(fresh, { secret: own });
    for (const wrong of [newSecret(), own.toUpperCase(), token, ""])
      expect(await connect(fresh, { secret: wrong })).toBe("page-not-admitted");
    expect(first.readyState).toBe(WebSocket.OPEN);
  });

  test("a page without a key makes the program print one new address, which closes the old page when used", async () => {
    await using fresh = await startBrowserShell();
    const own = await firstSecret(fresh);
    const first = await openPage(fresh, { secret: own });
    for (let tries = 0; tries < 20; tries += 1) await connect(fresh, {});
    const token = await printed(fresh);
    expect(fresh.program.said().filter((line) => line.includes("token="))).toHaveLength(2);

    const isClosed = closed(first);
    const next = await openPage(fresh, { token, secret: newSecret() });
    expect(await isClosed).toBe("4001 page-not-admitted");
    expect(await connect(fresh, { secret: own })).toBe("page-not-admitted");
    expect(next.readyState).toBe(WebSocket.OPEN);
  });

  test("a token used twice closes all pages, and a new address is printed; a third time is nothing", async () => {
    await using fresh = await startBrowserShell();
    const { token } = fresh;
    const thief = newSecret();
    const pages = [await openPage(fresh, { token, secret: thief }), await openPage(fresh, { secret: thief })];
    const areClosed = Promise.all(pages.map(closed));
    const late = newSecret();
    expect(await connect(fresh, { token, secret: late })).toBe("address-used-twice");
    expect(await areClosed).toEqual(["4001 address-used-twice", "4001 address-used-twice"]);
    for (const dead of [thief, late]) expect(await connect(fresh, { secret: dead })).toBe("address-used-twice");

    const again = newSecret();
    const page = await openPage(fresh, { token: await printed(fresh), secret: again });
    for (const each of [thief, late]) expect(await connect(fresh, { token, secret: each })).toBe("address-used-twice");
    expect(await call(page, 1, { area: "app", name: "info", args: null })).toMatchObject({ ok: true });
    await openPage(fresh, { secret: again });
  });

  test("a page that the shell closed can call nothing more, even if it does not answer the close frame", async () => {
    await using fresh = await startBrowserShell();
    const { token } = fresh;
    const thief = await openPage(fresh, { token, secret: newSecret() });
    // It does not read the close frame, so it does not answer it.
    thief.pause();
    await connect(fresh, { token, secret: newSecret() });
    const args = { language: "fr", theme: "dark", density: "comfortable", tourEnded: false, idleMinutes: 240 };
    thief.send(JSON.stringify({ id: 1, area: "app", name: "saveSettings", args }));
    const page = await openPage(fresh, { token: await printed(fresh), secret: newSecret() });
    expect(await call(page, 1, { area: "app", name: "settings", args: null })).toMatchObject({
      value: { language: null, idleMinutes: 10 },
    });
    const isClosed = closed(thief);
    thief.resume();
    expect(await isClosed).toBe("4001 address-used-twice");
  });

  test("the secret is invalid after the log-out, and open pages receive a new one", async () => {
    await using sandbox = await startSandbox();
    await using fresh = await startBrowserShell(sandbox.url);
    const before = newSecret();
    const page = await openPage(fresh, { token: fresh.token, secret: before });
    const other = await openPage(fresh, { secret: before });
    const handed = Promise.all([page, other].map(nextSecret));
    const logIn = { area: "session", name: "logIn", args: { account: "vscmanager", password: "sandbox" } };
    expect(await call(page, 1, logIn)).toMatchObject({ ok: true });
    await openPage(fresh, { secret: before });
    expect(await call(page, 2, { area: "session", name: "logOut", args: null })).toMatchObject({ ok: true });

    const [after, same] = await handed;
    expect(after).toMatch(/^[0-9a-f]{64}$/);
    expect(same).toBe(after);
    expect(await connect(fresh, { secret: before })).toBe("page-not-admitted");
    await openPage(fresh, { secret: after ?? "" });
    expect(await call(page, 3, logIn)).toMatchObject({ ok: true });
  });

  const nextSecret = (socket: WebSocket): Promise<string> =>
    new Promise((resolve) => {
      socket.on("message", (data) => {
        const { kind, secret } = frameOf(data);
        if (kind === "secret") resolve(String(secret));
      });
    });
});

describe("a WebSocket", () => {
  test("opens for the own page only: exact origin, exact host, its path", async () => {
    const wrong = ["null", "http://evil.test", `${shell.origin}/`, `http://localhost:${shell.port}`];
    for (const origin of wrong) expect(await connect(shell, { secret }, { origin })).toBe(403);
    expect(await connect(shell, { secret }, { host: `evil.test:${shell.port}` })).toBe(403);
    expect(await connect(shell, { secret }, {}, "/")).toBe(403);
    expect(await connect(shell, { secret }, {}, "/socket?x")).toBe(403);
    expect(await connect(shell, { secret })).toBeInstanceOf(WebSocket);
  });

  test("answers a call with its id, and a call outside the contract with an error", async () => {
    const socket = await openPage(shell, { secret });
    expect(await call(socket, 1, { area: "app", name: "info", args: null })).toMatchObject({
      ok: true,
      value: { shell: "browser", systemLanguage: "en" },
    });
    for (const wrong of [
      { area: "app", name: "nothing", args: null },
      { area: "constructor", name: "name", args: null },
      { area: "__proto__", name: "toString", args: null },
      { area: "app", name: "info", args: { x: 1 } },
      { area: "session", name: "logIn", args: { account: 1, password: null } },
    ])
      expect(await call(socket, 2, wrong)).toMatchObject({ ok: false, error: { code: "bad-call" } });
    socket.close();
  });

  test("takes the objects of the largest bulk in one call", async () => {
    const socket = await openPage(shell, { secret });
    const objects = Array.from({ length: 10_000 }, (_, n) => ({
      ref: { type: "virtualSmartCard", id: `VSC-${String(n).padStart(6, "0")}` },
      label: `Adébáyọ̀ Święcisław von der Heide ${n} "${"\u0007".repeat(20)}"`,
      version: n,
    }));
    const args = { coreTemplate: "virtualSmartCard", process: "P", processName: "P", values: {}, objects };
    expect(await call(socket, 3, { area: "bulk", name: "start", args })).toMatchObject({
      error: { code: "not-authenticated" },
    });
    socket.close();
  });

  test("sends the whole state to a page that connects", async () => {
    const socket = new WebSocket(`ws://${shell.host}/socket`, protocolsOf({ secret }), { origin: shell.origin });
    const told = new Set<string>();
    socket.on("message", (data) => {
      const message = eventMessageSchema.safeParse(frameOf(data)["message"]);
      if (message.success) told.add(`${message.data.area}.${message.data.name}`);
    });
    await expect
      .poll(() => [...told].toSorted())
      .toEqual(
        expect.arrayContaining([
          "app.connectionChanged",
          "app.settingsChanged",
          "bulk.changed",
          "bulk.itemsChanged",
          "cards.changed",
          "objects.allChanged",
          "offline.changed",
          "session.changed",
          "tasks.changed",
          "wizard.changed",
        ]),
      );
    socket.close();
  });

  test("is closed for a frame that is not a call or is too long, and the program goes on", async () => {
    const wrong = ["", "x", "null", "[]", '{"id":1}', '{"id":"1","area":"app","name":"info"}', Buffer.from([1, 2, 3])];
    for (const frame of wrong) {
      const socket = await openPage(shell, { secret });
      socket.send(frame);
      const [code] = await once(socket, "close");
      expect([String(frame), code]).toEqual([String(frame), 1003]);
    }
    const socket = await openPage(shell, { secret });
    socket.send("x".repeat(5_000_000));
    const [code] = await once(socket, "close");
    // Reported in a close frame, or by the end of the connection while the rest is still being
    // sent.
    expect([1006, 1009]).toContain(code);
    expect((await ask(shell.port, "/")).status).toBe(200);
  });

  // No call with one of these names accepts the generated arguments; `saveSettings` would accept
  // `{}`.
  test("answers every generated call with bad-call, never with a fault of the program", async () => {
    const socket = await openPage(shell, { secret });
    let id = 100;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("app", "session", "search", "objects", "wizard", "admin", "x"),
        fc.oneof(fc.string({ maxLength: 50 }), fc.constantFrom("open", "run", "start", "eventDropped", "history")),
        fc.jsonValue({ maxDepth: 3 }),
        async (area, name, args) => {
          id += 1;
          expect(await call(socket, id, { area, name, args })).toMatchObject({
            ok: false,
            error: { code: "bad-call" },
          });
        },
      ),
      { numRuns: 300 },
    );
    socket.close();
  });
});
