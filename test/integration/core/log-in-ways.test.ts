import { expect, test } from "vitest";
import { answering } from "../../fixtures/answering.ts";
import { startCore, value } from "../../fixtures/core.ts";

const provider = { way: "provider", name: "City", issuer: "https://a.test", clientId: "carddesk", scopes: ["openid"] };

test.each([
  ["a back end without the call", 404, '{"error": "no such page"}', [{ way: "password" }]],
  ["nonsense", 200, '{"ways": 1}', [{ way: "password" }]],
  [
    "ways of which this version does not know one",
    200,
    JSON.stringify([{ ...provider, resource: null }, { way: "iris", scanner: 1 }, { way: "password" }]),
    [{ way: "provider", name: "City" }, { way: "password" }],
  ],
])("%s: only the ways to log in that this version knows are offered", async (_what, status, body, offered) => {
  await using backEnd = await answering((_request, response) => {
    response.writeHead(status, { "Content-Type": "application/json" }).end(body);
  });
  await using core = startCore(backEnd.url);
  expect(await value(core.client.session.ways())).toEqual(offered);
});

test("while the back end does not answer, the log-in with account and password is offered", async () => {
  await using core = startCore("http://127.0.0.1:9");
  expect(await value(core.client.session.ways())).toEqual([{ way: "password" }]);
});
