import fc from "fast-check";
import { fuzzer } from "../run.ts";
import { field, openShell, saidLike } from "../shell.ts";

const path = fc.oneof(
  fc.constantFrom("/", "/index.html", "/carddesk-transport.js"),
  fc.constantFrom(
    "/",
    "/index.html",
    "/carddesk-transport.js",
    "/?token=x",
    "/?token=",
    "/assets/",
    "/..%2fpackage.json",
    "//evil.test/",
    "*",
    "http://evil.test/",
  ),
  fc.webPath(),
  fc.string({ unit: "grapheme-ascii", maxLength: 40 }),
  fc.nat(20_000).map((length) => `/${"a/".repeat(length)}`),
);
const start = fc
  .tuple(
    fc.constantFrom("GET", "GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "TRACE", "PRI", "get", ""),
    path,
    fc.constantFrom("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", ""),
  )
  .map((parts) => parts.join(" "));
const request = fc
  .record({
    start,
    own: fc.constantFrom(true, true, true, false),
    fields: fc.array(field, { maxLength: 3 }),
    body: fc.constantFrom("", "", "abcde", "5\r\nabcde\r\n0\r\n\r\n"),
  })
  .map(({ start, own, fields, body }) => [start, ...(own ? ["Host: {host}"] : []), ...fields, "", body].join("\r\n"));

/** HTTP requests to the browser shell, which must answer with a page or a refusal. */
export const fuzz = fuzzer({
  arbitrary: saidLike(request),
  open: () => openShell(() => undefined),
});
