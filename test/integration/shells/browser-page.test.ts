import { createServer, type Server } from "node:http";
import { once } from "node:events";
import {
  chromium,
  type Browser,
  type BrowserContext,
  type Locator,
  type Page,
  type WebSocketRoute,
} from "@playwright/test";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chromiumOptions } from "../../fixtures/chromium.ts";
import { startBrowserShell, type BrowserShell } from "./browser-shell.ts";

let browser: Browser;
let shell: BrowserShell;
let context: BrowserContext;
let page: Page;
/** The page's console errors, including violations of the content security policy. */
let complaints: string[];

beforeAll(async () => {
  browser = await chromium.launch({
    ...chromiumOptions,
    args: [...chromiumOptions.args, "--host-resolver-rules=MAP *.test 127.0.0.1"],
  });
});
afterAll(() => browser.close());

beforeEach(async () => {
  shell = await startBrowserShell();
  context = await browser.newContext();
  page = await context.newPage();
  complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
});
afterEach(async () => {
  await context.close();
  await shell[Symbol.asyncDispose]();
});

const logInButton = (on: Page): Locator => on.getByRole("button", { name: "Log in" });

describe("the page", () => {
  test("opens at the printed address, again after a reload, and in a duplicated tab", async () => {
    await page.goto(shell.address);
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
    expect(page.url()).toBe(`${shell.origin}/`);
    await page.reload();
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
    const [second] = await Promise.all([context.waitForEvent("page"), page.evaluate(() => void window.open("/"))]);
    await expect.poll(() => logInButton(second).isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });

  test("raises no alarm when it is reloaded before it knows that its token was accepted", async () => {
    let sockets = 0;
    const heard = Promise.withResolvers<void>();
    await page.routeWebSocket(/\/socket$/, (route) => {
      sockets += 1;
      const server = route.connectToServer();
      // The page does not receive the confirmation that the shell accepted its token.
      if (sockets === 1) server.onMessage(() => heard.resolve());
    });
    await page.goto(shell.address);
    await heard.promise;
    await page.reload();
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
    expect(shell.program.said()).toHaveLength(1);
  });

  test("in a new tab explains how to open it there; opened at the new address, it closes the old tab", async () => {
    await page.goto(shell.address);
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
    const other = await context.newPage();
    await other.goto(shell.origin);
    await other.getByText("CardDesk is not open in this tab.").waitFor();
    await other.getByText("Duplicate a tab in which CardDesk is open").waitFor();
    await other.getByRole("button", { name: "Try again" }).click();
    await other.getByText("CardDesk is not open in this tab.").waitFor();
    await other.goto(await shell.program.line(/a new address, good for once: (\S+)$/));
    await expect.poll(() => logInButton(other).isVisible()).toBe(true);
    await page.getByText("CardDesk is not open in this tab.").waitFor();
    expect(await logInButton(page).count()).toBe(0);
  });

  test("at a used address reports that in the browser's language, and closes in the tab where it was open", async () => {
    await page.goto(shell.address);
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
    const other = await browser.newContext({ locale: "sv-SE" });
    const stranger = await other.newPage();
    await stranger.goto(shell.address);
    await stranger.getByText("Adressen till CardDesk öppnades en andra gång.").waitFor();
    await page.getByText("The address of CardDesk was opened a second time.").waitFor();
    expect(await logInButton(page).count()).toBe(0);
    await page.reload();
    await page.getByText("The address of CardDesk was opened a second time.").waitFor();
    await page.goto(await shell.program.line(/a new address, good for once: (\S+)$/));
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
    await other.close();
  });

  test("causes no console message, such as one about a permission that Chromium does not know", async () => {
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    await page.goto(shell.address);
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
    expect(said).toEqual([]);
  });

  test("has the contract's two functions and nothing of Node, and can neither run code from text nor fetch", async () => {
    await page.goto(shell.address);
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
    const found = await page.evaluate(() => ({
      transport: Object.entries(window.carddesk ?? {}).map(([name, value]) => `${name}: ${typeof value}`),
      node: ["require", "process", "module", "Buffer", "global"].filter((name) => name in window),
    }));
    expect(found).toEqual({ transport: ["call: function", "listen: function"], node: [] });
    const evaluated = await page.evaluate(() => {
      try {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.head.append(script);
      } catch {
        return "refused";
      }
      return "ran" in window ? "ran" : "refused";
    });
    expect(evaluated).toBe("refused");
    await expect(page.evaluate(() => fetch("/index.html"))).rejects.toThrow("Failed to fetch");
  });
});

describe("another site in the same browser", () => {
  let evil: Server;
  let port: number;

  beforeEach(async () => {
    evil = createServer((_request, response) => {
      response.setHeader("Content-Type", "text/html");
      response.end(`<!doctype html><a href="${shell.address}">CardDesk</a>`);
    });
    evil.listen(0, "127.0.0.1");
    await once(evil, "listening");
    const address = evil.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterEach(async () => {
    evil.closeAllConnections();
    evil.close();
    await once(evil, "close");
  });

  test("on another port of this machine is sent nothing that opens the session", async () => {
    const sent: string[] = [];
    evil.on("request", (request) => sent.push(`${request.url} ${JSON.stringify(request.headers)}`));
    await page.goto(shell.address);
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
    const kept = await page.evaluate(() => [sessionStorage, localStorage].flatMap(Object.values<string>));
    const cookies = (await context.cookies()).map(({ value }) => value);
    const keys = [...kept, ...cookies, new URL(shell.address).searchParams.get("token") ?? ""];
    expect(keys.length).toBeGreaterThan(1);

    await page.goto(`http://evil.test:${port}/`);
    await page.evaluate((target) => window.location.assign(target), `http://127.0.0.1:${port}/from-a-link`);
    await page.waitForURL(/from-a-link/);
    const visible = await page.evaluate(async () => {
      await fetch("/again", { credentials: "include" });
      return JSON.stringify([sessionStorage, localStorage, document.cookie, document.referrer]);
    });
    await expect.poll(() => sent.some((line) => line.startsWith("/again"))).toBe(true);
    for (const key of keys) expect(`${visible} ${sent.join(" ")}`).not.toContain(key);
  });

  test("that fills the cookies of 127.0.0.1 does not keep the page out", async () => {
    await page.goto(`http://127.0.0.1:${port}/`);
    const length = await page.evaluate(() => {
      for (let n = 0; n < 180; n += 1) document.cookie = `c${n}=${"x".repeat(4_000)}; max-age=1000`;
      return document.cookie.length;
    });
    expect(length).toBeGreaterThan(500_000);
    await page.goto(shell.address);
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
    await page.reload();
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
  });

  test("that opens and drops WebSockets as fast as it can does not end the program", async () => {
    await page.goto(shell.address);
    await Promise.all(
      ["a.test", "b.test", "c.test", "d.test"].map(async (host) => {
        const attacker = await context.newPage();
        await attacker.goto(`http://${host}:${port}/`);
        await attacker.evaluate(async (target) => {
          for (let n = 0; n < 200; n += 1) {
            const socket = new WebSocket(`ws://${target}/socket`);
            await new Promise((resolve) => setTimeout(resolve, n % 5));
            socket.close();
          }
        }, shell.host);
        await attacker.close();
      }),
    );
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
    const answer = await page.evaluate(() => window.carddesk?.call({ area: "app", name: "info", args: null }));
    expect(answer).toMatchObject({ ok: true });
    expect(shell.program.process.exitCode).toBeNull();
  });

  test("may link to the printed address", async () => {
    await page.goto(`http://evil.test:${port}/`);
    await page.getByRole("link", { name: "CardDesk" }).click();
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
  });

  test.each(["evil.test", "127.0.0.1"])(
    "on %s gets no socket, no answer to read, no frame and no script",
    async (host) => {
      await page.goto(shell.address);
      await expect.poll(() => logInButton(page).isVisible()).toBe(true);
      const other = await context.newPage();
      await other.goto(`http://${host}:${port}/`);
      const got = await other.evaluate(
        async (target) => ({
          socket: await new Promise((resolve) => {
            const socket = new WebSocket(`ws://${target}/socket`);
            socket.addEventListener("open", () => resolve("open"));
            socket.addEventListener("error", () => resolve("refused"));
          }),
          fetched: await fetch(`http://${target}/`, { credentials: "include" }).then(
            () => "read",
            () => "refused",
          ),
          script: await new Promise((resolve) => {
            const script = document.createElement("script");
            script.src = `http://${target}/carddesk-transport.js`;
            script.addEventListener("load", () => resolve("ran"));
            script.addEventListener("error", () => resolve("refused"));
            document.head.append(script);
          }),
        }),
        shell.host,
      );
      expect(got).toEqual({ socket: "refused", fetched: "refused", script: "refused" });

      await other.evaluate((target) => {
        const frame = document.createElement("iframe");
        frame.src = `http://${target}/`;
        document.body.append(frame);
        return new Promise((resolve) => frame.addEventListener("load", resolve));
      }, shell.host);
      expect(await other.frameLocator("iframe").getByRole("button").count()).toBe(0);
    },
  );

  test("under a name that leads to the program (DNS rebinding) gets nothing", async () => {
    await page.goto(shell.address);
    const rebound = await context.newPage();
    const answer = await rebound.goto(`http://evil.test:${shell.port}/`);
    expect(answer?.status()).toBe(421);
  });
});

describe("the connection to the program", () => {
  test("rejects the waiting calls when it drops, opens again and sends the page allChanged", async () => {
    const routes: WebSocketRoute[] = [];
    await page.routeWebSocket(/\/socket$/, (route) => {
      routes.push(route);
      const server = route.connectToServer();
      // The first connection drops the call that the page makes once it has started.
      route.onMessage((message) => {
        if (routes.length > 1 || !String(message).includes('"lost"')) server.send(message);
      });
    });
    await page.goto(shell.address);
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);

    await page.evaluate(() => {
      const heard: string[] = [];
      const { carddesk } = window;
      if (carddesk === undefined) throw new Error("no transport");
      carddesk.listen((message) => heard.push(JSON.stringify(message)));
      const lost = carddesk.call({ area: "lost", name: "lost", args: null }).then(
        () => "answered",
        () => "rejected",
      );
      Object.assign(window, { heard, lost });
    });
    await routes[0]?.close();
    expect(await page.evaluate(() => Reflect.get(window, "lost"))).toBe("rejected");
    await expect.poll(() => page.evaluate(() => String(Reflect.get(window, "heard")))).toContain("allChanged");
    const answer = await page.evaluate(() => window.carddesk?.call({ area: "app", name: "info", args: null }));
    expect(answer).toMatchObject({ ok: true });
  });

  test("rejects calls at once when the program has ended", async () => {
    await page.goto(shell.address);
    await expect.poll(() => logInButton(page).isVisible()).toBe(true);
    expect(await shell.program.stop()).toBe(0);
    await expect(page.evaluate(() => window.carddesk?.call({ area: "app", name: "info", args: null }))).rejects.toThrow(
      "The connection to the program was lost.",
    );
  });
});
