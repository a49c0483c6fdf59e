import fc from "fast-check";
import { fuzzer } from "../run.ts";
import { field, openShell, saidLike } from "../shell.ts";

const sound = [
  "Host: {host}",
  "Origin: {origin}",
  "Sec-WebSocket-Protocol: carddesk, secret.{secret}",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version: 13",
];
const request = fc
  .record({
    path: fc.constantFrom("/socket", "/socket", "/socket", "/", "/socket?x", "//socket"),
    protocol: fc.constantFrom("websocket", "websocket", "h2c", "WebSocket, x", ""),
    own: fc.subarray(sound, { minLength: 3 }),
    fields: fc.array(field, { maxLength: 2 }),
    rest: fc.constantFrom("", "", "x", "\x81\x85abcdefghi"),
  })
  .map(({ path, protocol, own, fields, rest }) =>
    [`GET ${path} HTTP/1.1`, "Connection: Upgrade", `Upgrade: ${protocol}`, ...own, ...fields, "", rest].join("\r\n"),
  );

/**
 * Requests for the socket of the browser shell, which must open for the shell's own pages and
 * refuse everything else.
 */
export const fuzz = fuzzer({
  arbitrary: saidLike(request),
  open: () =>
    openShell((said, status, heard) => {
      // For a page that is refused, the first frame closes the socket with code 4001.
      const isOpen = status === 101 && !heard.includes("\x0f\xa1page-not-admitted");
      if (isOpen && !/secret\.[0-9a-f]{64}/.test(said)) throw new Error("It opened without the secret.");
    }),
});
