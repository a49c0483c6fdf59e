import { createServer } from "node:net";
import fc from "fast-check";
import { z } from "zod";
import { idmApi, type ApiCall } from "#shared/idm/api.ts";
import { problemSchema } from "#shared/idm/problem.ts";
import { httpGateway } from "../../../electron/core/idm/gateway.ts";
import { testTiming } from "../../fixtures/timing.ts";
import { accepted, refused } from "../border.ts";
import { mutations } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { anyText, valuesLike, valuesOf } from "../values.ts";
import { directNetwork } from "../../fixtures/network.ts";

interface Input {
  readonly call: ApiCall;
  readonly answer: Uint8Array;
}

const problem = valuesOf(problemSchema);
const text = (body: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 20, arbitrary: valuesLike(body).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: anyText() },
    { weight: 1, arbitrary: fc.nat(100_000).map((depth) => "[".repeat(depth)) },
  );
const framing = fc.constantFrom(..."length length length length length length chunked none too-long gzip".split(" "));

function http(status: number, body: string, framed: string): Uint8Array {
  const bytes = Buffer.from(body);
  const head = (...fields: readonly string[]): string =>
    [`HTTP/1.1 ${status} X`, "Content-Type: application/json", "Connection: close", ...fields, "", ""].join("\r\n");
  switch (framed) {
    case "chunked":
      return Buffer.concat([
        Buffer.from(head("Transfer-Encoding: chunked") + `${bytes.length.toString(16)}\r\n`),
        bytes,
        Buffer.from("\r\n0\r\n\r\n"),
      ]);
    case "none":
      return Buffer.concat([Buffer.from(head()), bytes]);
    case "too-long":
      return Buffer.concat([Buffer.from(head(`Content-Length: ${bytes.length + 1}`)), bytes]);
    case "gzip":
      return Buffer.concat([Buffer.from(head("Content-Encoding: gzip", `Content-Length: ${bytes.length}`)), bytes]);
    default:
      return Buffer.concat([Buffer.from(head(`Content-Length: ${bytes.length}`)), bytes]);
  }
}

const apiCalls: readonly ApiCall[] = Object.values(idmApi);
const inputs = apiCalls.map((call): fc.Arbitrary<Input> => {
  const body = call.answer === undefined ? fc.constant(null) : valuesOf(call.answer);
  const good = fc.tuple(text(body), framing).map(([said, framed]) => http(call.status, said, framed));
  const bad = fc
    .tuple(fc.constantFrom(100, 204, 301, 400, 401, 403, 409, 429, 500, 503, 999), text(problem), framing)
    .map(([status, said, framed]) => http(status, said, framed));
  const answer = fc.oneof(
    { weight: 4, arbitrary: good },
    { weight: 2, arbitrary: bad },
    { weight: 1, arbitrary: good.filter(({ length }) => length < 5_000).chain((bytes) => mutations(bytes)) },
  );
  return fc.record({ call: fc.constant(call), answer });
});

/**
 * Raw answers of a back end to each call of the API. The gateway must return a value of the call's
 * schema, or a failure with its code.
 */
export const fuzz = fuzzer({
  arbitrary: fc.oneof(...inputs),
  async open() {
    let answer: Uint8Array = Buffer.alloc(0);
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const at = z.object({ port: z.number() }).parse(server.address());
    const gateway = httpGateway({
      url: `http://127.0.0.1:${at.port}`,
      network: directNetwork(),
      language: () => "en",
      token: () => "token",
      outcome: () => undefined,
      timing: { ...testTiming, readRetryWaits: [0] },
    });
    return {
      async send(input) {
        ({ answer } = input);
        const { call } = input;
        const sent = { params: { id: "1", type: "user" } };
        const result =
          call.answer === undefined
            ? await gateway.tell(call, sent)
            : await gateway.ask({ ...call, answer: call.answer }, sent);
        return result.kind === "answer" ? accepted : refused(result.error.code);
      },
      async close() {
        server.close();
      },
    };
  },
});
