import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { z } from "zod";
import { startBackEnd } from "../../fixtures/back-end.ts";
import { accepted, refused } from "../border.ts";
import { startFuzzedCore, type FuzzedCore } from "../core.ts";
import { fuzzer } from "../run.ts";
import { change, spoil, type Change } from "../values.ts";

const card = { type: "virtualSmartCard", id: "VSC-000002" };
const process = "VirtualSmartCardProcReactivate";
const start = { process, processName: "x", object: card, label: "x", version: 1 };
const bulk = {
  coreTemplate: "virtualSmartCard",
  process: "VirtualSmartCardProcDeactivate",
  processName: "x",
  values: {},
};

/** The work of an operator, as calls of the contract. */
const work = {
  search: [
    ["search", "configurations", null],
    ["search", "run", { configuration: "virtualSmartCard", q: "VSC", state: null, cursor: null }],
  ],
  object: [
    ["objects", "open", card],
    ["objects", "history", { ref: card, cursor: null }],
    ["objects", "stateGraph", { coreTemplate: "virtualSmartCard" }],
  ],
  tasks: [
    ["tasks", "list", null],
    ["tasks", "decide", { id: "INS-000001", decision: "approve", reason: "" }],
  ],
  wizard: [
    ["wizard", "start", start],
    ["wizard", "state", null],
    ["wizard", "close", null],
  ],
  bulk: [
    ["bulk", "options", { coreTemplate: "virtualSmartCard" }],
    ["bulk", "judge", { process, wanted: [{ ref: card }, { number: "VSC-000003" }] }],
    ["bulk", "start", { ...bulk, objects: [{ ref: card, label: "x", version: 1 }] }],
    ["bulk", "items", null],
    ["bulk", "cancel", null],
    ["bulk", "close", null],
  ],
  offline: [
    ["offline", "take", { configuration: "virtualSmartCard", q: "VSC", state: null, hours: 1 }],
    ["offline", "state", null],
    ["offline", "queue", { before: null }],
    ["offline", "leave", null],
  ],
  admin: [
    ["admin", "coreTemplates", null],
    ["admin", "coreTemplate", { id: "virtualSmartCard" }],
  ],
  session: [
    ["session", "logOut", null],
    ["session", "logIn", { account: "officer", password: "sandbox" }],
    ["session", "state", null],
  ],
} as const;
const kinds = Object.keys(work).filter((kind) => kind in work);

/**
 * Changes to the answers during the work. `turn`: the index of the changed answer; null: all of
 * them.
 */
interface Input {
  readonly kind: string;
  readonly turn: number | null;
  readonly changes: readonly Change[];
}

const sessionSchema = z.object({ ok: z.literal(true), value: z.object({ kind: z.string() }) });

/**
 * A back end that lies: the sandbox, with changed values in its answers. The core must return a
 * value or an error of the catalogue.
 */
export const fuzz = fuzzer<Input>({
  arbitrary: fc.record({
    kind: fc.constantFrom(...kinds),
    turn: fc.oneof(fc.constant(null), fc.nat(5)),
    changes: fc.array(change, { maxLength: 2 }),
  }),
  async open() {
    const backEnd = await startBackEnd(20);
    let lie: Input | null = null;
    let turn = 0;
    const proxy = createServer((request, response) => {
      forward(request, response, backEnd.url, (body) => {
        if (lie === null || (lie.turn !== null && lie.turn !== turn++)) return body;
        return spoil(body, lie.changes);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const { port } = z.object({ port: z.number() }).parse(proxy.address());
    const core = startFuzzedCore(`http://127.0.0.1:${port}`);
    return {
      async send(input) {
        lie = null;
        await logIn(core, input.kind === "admin" ? "admin" : "officer");
        lie = input;
        turn = 0;
        let refusal: string | null = null;
        for (const [area, name, args] of Object.entries(work).find(([kind]) => kind === input.kind)?.[1] ?? []) {
          const result = await core.call(area, name, args);
          if (!result.ok) refusal ??= result.error.code;
        }
        lie = null;
        const defect = core.defect();
        if (defect !== null) throw new Error(defect);
        return refusal === null ? accepted : refused(refusal);
      },
      async close() {
        lie = null;
        await core.stop();
        proxy.close();
        proxy.closeAllConnections();
        await backEnd[Symbol.asyncDispose]();
      },
    };
  },
});

async function logIn(core: FuzzedCore, account: string): Promise<void> {
  const session = sessionSchema.safeParse(await core.call("session", "state", null)).data;
  if (session?.value.kind !== "active") await core.call("session", "logIn", { account, password: "sandbox" });
}

/**
 * Forwards a request and its answer: JSON as transformed by `changed`, the event stream unchanged.
 */
function forward(
  request: IncomingMessage,
  response: ServerResponse,
  to: string,
  changed: (body: unknown) => unknown,
): void {
  const { method = "GET", url = "/", headers } = request;
  const onward = ask(new URL(url, to), { method, headers }, (answer) => {
    const { statusCode = 500 } = answer;
    const isJson = /json/.test(answer.headers["content-type"] ?? "") && url !== "/v1/health";
    response.on("error", () => undefined);
    answer.on("error", () => response.destroy());
    if (!isJson) {
      response.writeHead(statusCode, answer.headers);
      answer.pipe(response);
      response.on("close", () => answer.destroy());
      return;
    }
    void text(answer).then(
      (body) =>
        response
          .writeHead(statusCode, { "Content-Type": "application/json" })
          .end(JSON.stringify(changed(JSON.parse(body)))),
      () => response.destroy(),
    );
  });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}
