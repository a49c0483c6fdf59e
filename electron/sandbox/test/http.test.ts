import { request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { z } from "zod";
import { idmApi } from "#shared/idm/api.ts";
import { problemSchema } from "#shared/idm/problem.ts";
import { bench } from "./sandbox.ts";

const at = bench();

/** Sends a request as no client would send it. */
function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = "",
): Promise<{ status: number; type: string; body: unknown }> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(at().sandbox.url);
    const sent = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => {
        resolve({ status: answer.statusCode ?? 0, type: answer.headers["content-type"] ?? "", body: JSON.parse(text) });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const json = { "Content-Type": "application/json" };

test.each<[string, number, string, [string, string, Record<string, string>?, string?]]>([
  ["half a JSON", 400, "invalid-input", ["POST", "/v1/sessions", json, '{"account": "adm']],
  ["an empty body", 400, "invalid-input", ["POST", "/v1/sessions", json, ""]],
  ["no body at all", 400, "invalid-input", ["POST", "/v1/sessions"]],
  [
    "a key that spoils prototypes",
    400,
    "invalid-input",
    ["POST", "/v1/sessions", json, '{"__proto__": {"account": 1}}'],
  ],
  ["no such fields", 400, "invalid-input", ["POST", "/v1/sessions", json, '{"user": "admin"}']],
  [
    "a form",
    415,
    "invalid-input",
    ["POST", "/v1/sessions", { "Content-Type": "application/x-www-form-urlencoded" }, "a=b"],
  ],
  ["a text", 415, "invalid-input", ["POST", "/v1/sessions", { "Content-Type": "text/plain" }, "{}"]],
  ["a body too long", 413, "invalid-input", ["POST", "/v1/sessions", json, `"${"x".repeat(2_000_000)}"`]],
  ["an address that does not exist", 404, "not-found", ["GET", "/v2/health"]],
  ["a method that it does not take", 404, "not-found", ["PUT", "/v1/health"]],
  ["an address that does not decode", 400, "invalid-input", ["GET", "/v1/search/%zz"]],
  ["a name of another machine", 403, "forbidden", ["GET", "/v1/health", { Host: "idm.example.org" }]],
  [
    "a name that only begins like this machine",
    403,
    "forbidden",
    ["GET", "/v1/health", { Host: "localhost.example.org" }],
  ],
  ["a page of a browser", 403, "forbidden", ["GET", "/v1/health", { Origin: "http://127.0.0.1:7400" }]],
])("%s is answered %i with a problem document", async (_what, status, code, input) => {
  const answer = await send(...input);
  expect(answer.type).toMatch(/^application\/problem\+json/);
  expect(problemSchema.parse(answer.body)).toMatchObject({ status, code });
  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.ts\b|node_modules/);
});

test("every loopback name is accepted as the host", async () => {
  const { port } = new URL(at().sandbox.url);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`, "localhost"]) {
    expect((await send("GET", "/v1/health", { Host: host })).status).toBe(200);
  }
});

test("the sandbox listens on 127.0.0.1 only", async () => {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
  const refused = (host: string): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect({ host, port: Number(new URL(at().sandbox.url).port) });
      socket.once("connect", () => resolve(false)).once("error", () => resolve(true));
      socket.once("connect", () => socket.destroy());
    });
  // 127.0.0.2 is loopback too, but not the address that the sandbox is bound to.
  for (const address of ["127.0.0.2", ...outside]) expect(await refused(address)).toBe(true);
});

test("the OpenAPI document describes every call of the API and is consistent in itself", async () => {
  const { body } = await send("GET", "/v1/openapi.json");
  const operation = z.object({
    operationId: z.string(),
    summary: z.string().min(1),
    parameters: z
      .array(z.object({ in: z.enum(["path", "query", "header"]), name: z.string(), schema: z.object({}) }))
      .default([]),
    requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.object({}) })) }).optional(),
    responses: z.record(z.string().regex(/^(\d{3}|default)$/), z.object({ description: z.string() })),
  });
  const document = z
    .object({
      openapi: z.string().regex(/^3\.1\./),
      info: z.object({ title: z.string(), version: z.string() }),
      paths: z.record(z.string().startsWith("/"), z.partialRecord(z.enum(["get", "post", "put", "delete"]), operation)),
      components: z.object({
        schemas: z.record(z.string(), z.object({})),
        securitySchemes: z.object({ session: z.object({}) }),
      }),
    })
    .parse(body);

  for (const [name, { method, path }] of Object.entries(idmApi)) {
    const found =
      document.paths[path.replace(/:(\w+)/g, "{$1}")]?.[
        z.enum(["get", "post", "put", "delete"]).parse(method.toLowerCase())
      ];
    expect(found?.operationId).toBe(name);
  }
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  for (const [path, methods] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters } of Object.values(methods)) {
      expect(parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name)).toEqual(named);
    }
  }
  const references = [...JSON.stringify(body).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? "");
  expect(references.length).toBeGreaterThan(0);
  for (const reference of references) {
    expect(Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)).toContain(reference);
  }
});
