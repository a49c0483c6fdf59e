import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { networkInterfaces } from "node:os";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { eventMessageSchema } from "#shared/ipc/messages.ts";
import { ask, connect, frameOf, logInBrowser, startBrowserShell, type BrowserShell } from "./browser-shell.ts";

let shell: BrowserShell;
let cookie: string;

beforeAll(async () => {
  shell = await startBrowserShell();
  cookie = await logInBrowser(shell);
});
afterAll(() => shell[Symbol.asyncDispose]());

describe("the token", () => {
  test("is swapped once for a cookie that scripts and other sites do not get, with a redirect to a clean address", async () => {
    await using fresh = await startBrowserShell();
    const first = await ask(fresh.port, `/?token=${fresh.token}`);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe("/");
    expect(first.headers["set-cookie"]).toEqual([
      expect.stringMatching(/^carddesk-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);

    const second = await ask(fresh.port, `/?token=${fresh.token}`);
    expect(second.status).toBe(401);
    expect(second.headers["set-cookie"]).toBeUndefined();
    expect(second.body).toContain("works once");
  });

  test("is not used up by HEAD, and a wrong one gets nothing", async () => {
    await using fresh = await startBrowserShell();
    expect((await ask(fresh.port, `/?token=${fresh.token}`, {}, "HEAD")).status).toBe(401);
    expect((await ask(fresh.port, `/?token=${fresh.token.slice(0, -1)}`)).status).toBe(401);
    expect((await ask(fresh.port, "/?token=")).status).toBe(401);
    expect((await ask(fresh.port, `/index.html?token=${fresh.token}`)).status).toBe(401);
    expect((await ask(fresh.port, `/?token=${fresh.token}`)).status).toBe(303);
  });

  test("a browser without the cookie finds a new address where the program runs, and only one at a time", async () => {
    await using fresh = await startBrowserShell();
    await logInBrowser(fresh);
    await ask(fresh.port, "/");
    const renewed = await fresh.program.line(/a new address, good for once: (\S+)$/);
    await ask(fresh.port, "/");
    expect(renewed).not.toBe(fresh.address);
    const { pathname, search } = new URL(renewed);
    expect((await ask(fresh.port, pathname + search)).status).toBe(303);
  });

  test("with the cookie, an old address leads to the page", async () => {
    const answer = await ask(shell.port, `/?token=${shell.token}`, { cookie });
    expect(answer).toMatchObject({ status: 303, headers: { location: "/" } });
  });

  test("a link from another site, for which the browser holds the cookie back, asks again as the page itself", async () => {
    const answer = await ask(shell.port, "/", { "sec-fetch-site": "cross-site" });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('http-equiv="refresh" content="0;url=/"');
    expect(answer.body).not.toContain("<script");
  });
});

describe("a request", () => {
  test("with the cookie gets the page, the transport before the page's own script", async () => {
    const { status, body, headers } = await ask(shell.port, "/", { cookie });
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(headers["cache-control"]).toBe("no-store");
    const scripts = [...body.matchAll(/<script[^>]*src="([^"]+)"/g)].map((match) => match[1]);
    expect(scripts[0]).toBe("/carddesk-transport.js");
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts)
      expect((await ask(shell.port, `${script}`, { cookie })).headers["content-type"]).toContain("text/javascript");
  });

  test("without the cookie, or with another one, gets no file", async () => {
    for (const path of ["/", "/index.html", "/carddesk-transport.js", "/nothing"])
      for (const wrong of ["", "carddesk=x", `${cookie}x`, cookie.replace("carddesk-", "")])
        expect((await ask(shell.port, path, { cookie: wrong })).status).toBe(401);
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
      expect((await ask(shell.port, "/", { cookie, host })).status).toBe(421);
    expect((await ask(shell.port, `http://evil.test/`, { cookie, host: shell.host })).status).toBe(400);
    expect((await ask(shell.port, "//evil.test/", { cookie })).status).toBe(400);
  });

  test("from another origin is refused, and no answer allows one", async () => {
    for (const origin of ["null", "http://evil.test", `http://localhost:${shell.port}`, `https://${shell.host}`]) {
      const answer = await ask(shell.port, "/", { cookie, origin });
      expect(answer.status).toBe(403);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  test("other than GET and HEAD is refused", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
      expect((await ask(shell.port, "/", { cookie }, method)).status).toBe(405);
    const head = await ask(shell.port, "/", { cookie }, "HEAD");
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
    for (const path of outside) expect([path, (await ask(shell.port, path, { cookie })).status]).toEqual([path, 404]);
  });

  test("with any path at all gets a file of the page or an error, never a fault", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme-ascii", maxLength: 60 }), async (text) => {
        const path = `/${text.replaceAll(/[^\x21-\x7e]/g, "%20")}`;
        const { status } = await ask(shell.port, path, { cookie });
        expect([200, 303, 400, 404]).toContain(status);
      }),
      { numRuns: 200 },
    );
  });
});

test("every answer carries the headers", async () => {
  const answers = await Promise.all([
    ask(shell.port, "/", { cookie }),
    ask(shell.port, "/carddesk-transport.js", { cookie }),
    ask(shell.port, "/nothing", { cookie }),
    ask(shell.port, "/nothing"),
    ask(shell.port, "/", { host: "evil.test" }),
    ask(shell.port, "/", { cookie }, "POST"),
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

test("it listens on loopback only", async () => {
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

describe("a WebSocket", () => {
  const own = (): Record<string, string> => ({ cookie, origin: shell.origin });

  test("opens for the own page only: cookie, exact origin, exact host, its path", async () => {
    const refused = [
      {},
      { cookie },
      { origin: shell.origin },
      { ...own(), origin: "null" },
      { ...own(), origin: "http://evil.test" },
      { ...own(), origin: `${shell.origin}/` },
      { ...own(), origin: `http://localhost:${shell.port}` },
      { ...own(), cookie: `${cookie}x` },
      { ...own(), host: `evil.test:${shell.port}` },
    ];
    for (const headers of refused) expect(await connect(shell, headers)).toBe(403);
    expect(await connect(shell, own(), "/")).toBe(403);
    expect(await connect(shell, own(), "/socket?x")).toBe(403);

    const socket = await connect(shell, own());
    expect(socket).toBeInstanceOf(WebSocket);
    if (socket instanceof WebSocket) socket.close();
  });

  test("answers a call by its id, and one that is not of the contract with an error", async () => {
    const socket = await openSocket(own());
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
    const socket = await openSocket(own());
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

  test("sends a page that connects the whole state", async () => {
    const socket = new WebSocket(`ws://${shell.host}/socket`, { headers: own() });
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

  test("that sends no frame of a call is closed, and the program goes on", async () => {
    const wrong = ["", "x", "null", "[]", '{"id":1}', '{"id":"1","area":"app","name":"info"}', Buffer.from([1, 2, 3])];
    for (const frame of wrong) {
      const socket = await openSocket(own());
      socket.send(frame);
      const [code] = await once(socket, "close");
      expect([String(frame), code]).toEqual([String(frame), 1003]);
    }
    const socket = await openSocket(own());
    socket.send("x".repeat(5_000_000));
    const [code] = await once(socket, "close");
    // Told in a close frame, or by the connection that ends while the rest is still being sent.
    expect([1006, 1009]).toContain(code);
    expect((await ask(shell.port, "/", { cookie })).status).toBe(200);
  });

  test("any call at all is answered, and none with a fault of the program", async () => {
    const socket = await openSocket(own());
    let id = 100;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("app", "session", "search", "objects", "wizard", "admin", "x"),
        fc.oneof(fc.string({ maxLength: 50 }), fc.constantFrom("open", "run", "start", "saveSettings", "history")),
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

  async function openSocket(headers: Record<string, string>): Promise<WebSocket> {
    const socket = await connect(shell, headers);
    if (!(socket instanceof WebSocket)) throw new Error(`refused: ${socket}`);
    return socket;
  }

  function call(socket: WebSocket, id: number, message: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const heard = (data: WebSocket.RawData): void => {
        const frame = frameOf(data);
        if (frame["kind"] !== "answer" || frame["id"] !== id) return;
        socket.off("message", heard).off("close", reject);
        resolve(frame["result"]);
      };
      socket.on("message", heard);
      socket.once("close", reject);
      socket.send(JSON.stringify({ id, ...message }));
    });
  }
});
