import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { IdmEvent } from "#shared/idm/event.ts";
import { followEvents } from "../../../electron/core/idm/events.ts";
import { httpGateway } from "../../../electron/core/idm/gateway.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { testTiming } from "../../fixtures/timing.ts";
import { directNetwork } from "../../fixtures/network.ts";

const changed = 'data: {"kind":"objectChanged","ref":{"type":"user","id":"U-1"},"version":1}\n\n';

let end = (): void => undefined;
afterEach(() => end());

/**
 * Follows the events of a back end whose first stream `speak` writes; the later ones are normal.
 */
async function follow(speak: (stream: ServerResponse) => void) {
  const life = new AbortController();
  const heard: IdmEvent[] = [];
  const codes: string[] = [];
  let streams = 0;
  let closed = 0;
  const server = createServer((_request, response) => {
    streams += 1;
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.on("close", () => void (closed += 1));
    if (streams === 1) speak(response);
    else response.write(changed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const gateway = httpGateway({
    url: `http://127.0.0.1:${address.port}`,
    network: directNetwork(),
    language: () => "en",
    token: () => "secret-token",
    outcome: () => undefined,
    timing: testTiming,
  });
  const done = followEvents(gateway, testTiming, life.signal, {
    opened: () => undefined,
    event: (event) => void heard.push(event),
    flooded: ({ error }) => void codes.push(error.code),
  });
  end = () => {
    life.abort();
    server.closeAllConnections();
    server.close();
  };
  return { heard, codes, done, streams: () => streams, closed: () => closed };
}

/** Writes the same chunk repeatedly until the other side closes. */
function pump(stream: ServerResponse, chunk: string): void {
  const more = (): void => {
    while (!stream.destroyed && stream.write(chunk));
    if (!stream.destroyed) stream.once("drain", more);
  };
  more();
}

const megabyte = "x".repeat(1_000_000);
test.each([
  ["a line without an end", (stream: ServerResponse) => (stream.write("data: "), pump(stream, megabyte))],
  ["an event of endless lines", (stream: ServerResponse) => pump(stream, `data: ${"x".repeat(1000)}\n`)],
  ["comments without an end", (stream: ServerResponse) => pump(stream, `: ${megabyte}\n`)],
  ["one line of ten megabytes", (stream: ServerResponse) => void stream.write(`data: ${megabyte.repeat(10)}\n\n`)],
  ["ten thousand events at once", (stream: ServerResponse) => void stream.write(changed.repeat(10_000))],
])("%s: the stream is closed, the reason has a code, and the next stream is read", async (_what, speak) => {
  const before = process.memoryUsage().rss;
  const { heard, codes, streams, closed } = await follow(speak);
  await eventually("a second stream", () => streams() > 1 && heard.length > 0);
  expect(closed()).toBeGreaterThan(0);
  expect(codes).toEqual(["backend-unreadable"]);
  expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
});

test("ignores an event that is nested too deep or of an unknown kind", async () => {
  const deep = `data: ${"[".repeat(40_000)}\n\n`;
  const { heard, codes, streams } = await follow(
    (stream) => void stream.write(`${deep}data: {"kind":"later"}\n\n${changed}`),
  );
  await eventually("the event after them", () => heard.length > 0);
  expect([codes, streams()]).toEqual([[], 1]);
});
