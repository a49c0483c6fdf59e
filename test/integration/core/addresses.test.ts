import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idmApi, type ApiCall } from "#shared/idm/api.ts";
import { contract } from "#shared/ipc/contract.ts";
import type { Failure } from "../../../electron/core/idm/failure.ts";
import { httpGateway, type Answer, type Gateway } from "../../../electron/core/idm/gateway.ts";
import { startCore, value } from "../../fixtures/core.ts";
import { startBackEnd } from "../../fixtures/back-end.ts";
import { testTiming } from "../../fixtures/timing.ts";
import { directNetwork } from "../../fixtures/network.ts";

/** A back end that records the requests and answers each with 404. */
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  response.writeHead(404).end();
});
let url: string;
let gateway: Gateway;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  url = `http://127.0.0.1:${address.port}/idm/`;
  gateway = httpGateway({
    url,
    network: directNetwork(),
    language: () => "en",
    token: () => "secret-token",
    outcome: () => undefined,
    timing: testTiming,
  });
});
afterAll(() => void server.close());

/** Object names crafted to reach another address. */
const tricks = [
  "",
  ".",
  "..",
  "../..",
  "a/b",
  "/",
  "//",
  "\\",
  "..\\",
  "%2e",
  "%2e%2e",
  "%2f",
  "%252e%252e",
  "?",
  "#",
  "\ud800",
  "a\nb",
  "a\0",
];
const anyName = fc.oneof(
  fc.constantFrom(...tricks),
  fc.string({ maxLength: 300, unit: "binary" }),
  fc.string({
    maxLength: 8,
    unit: fc.constantFrom(".", "%", "/", "\\", "2", "5", "e", "E", "f", "F", "?", "#", ";", "a"),
  }),
);

const isRefused = (result: Answer<null> | Failure): boolean =>
  result.kind === "failure" && result.certainty === "not-sent" && result.error.code === "bad-call";

const routes: readonly (readonly [string, ApiCall])[] = Object.entries(idmApi);
const withParams = routes.filter(([, { params }]) => params !== undefined);

test.each(withParams)("%s: no name changes the address it is put into", async (_name, call) => {
  const names = Object.keys(call.params?.shape ?? {});
  const places = call.path.split("/");
  await fc.assert(
    fc.asyncProperty(fc.array(anyName, { minLength: names.length, maxLength: names.length }), async (values) => {
      asked.length = 0;
      const params = Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]));
      const result = await gateway.tell(call, { params });
      if (asked.length === 0) return isRefused(result);
      const [method = "", path = ""] = (asked[0] ?? "").split(" ");
      expect(method).toBe(call.method);
      // Decoded twice, as a proxy in between might.
      const segments = decodeURIComponent(decodeURIComponent(path))
        .replace(/^\/idm/, "")
        .split("/");
      expect(segments).toEqual(places.map((place) => (place.startsWith(":") ? params[place.slice(1)] : place)));
      return new URL(path, "http://host").pathname === path;
    }),
    { numRuns: 60 },
  );
});

test("every call that names an object refuses names crafted to reach another address", async () => {
  await using backEnd = await startBackEnd(20);
  await using core = startCore(backEnd.url);
  await value(core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
  const calls: [area: string, name: string, args: (id: string) => object][] = [
    ["objects", "open", (id) => ({ type: id, id })],
    ["objects", "open", (id) => ({ type: "user", id })],
    ["objects", "history", (id) => ({ ref: { type: "user", id }, cursor: null })],
    ["objects", "stateGraph", (id) => ({ coreTemplate: id })],
    ["search", "run", (id) => ({ configuration: id, q: "", state: null, cursor: null })],
    ["tasks", "decide", (id) => ({ id, decision: "approve", reason: "" })],
    ["tasks", "withdraw", (id) => ({ instance: id, object: { type: "user", id: "U-1" } })],
    ["bulk", "options", (id) => ({ coreTemplate: id })],
    ["wizard", "next", (id) => ({ instance: id, values: {} })],
    ["admin", "coreTemplate", (id) => ({ id })],
  ];
  for (const [area, name, args] of calls) {
    expect(contract).toHaveProperty([area, name]);
    for (const id of tricks) {
      expect(await core.call({ area, name, args: args(id) })).toMatchObject({ error: { code: "bad-call" } });
    }
  }
});
