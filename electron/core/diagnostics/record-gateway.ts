import { idmApi, type ApiCall } from "#shared/idm/api.ts";
import type { RecordingItem } from "#shared/ipc/recording.ts";
import { operatorErrorSchema } from "#shared/errors.ts";
import type { Failure } from "../idm/failure.ts";
import { eventsCall, type Answer, type Gateway, type Input } from "../idm/gateway.ts";
import type { Recorder, Redacted } from "./recorder.ts";
import { errorIn, traced } from "../trace.ts";

type Outcome = Answer<unknown> | Failure;
type ExchangeOutcome = Extract<RecordingItem, { kind: "exchange" }>["outcome"];

/** Sends each request under a trace, which its failure then names, and records it. */
export function recordedGateway(recorder: Recorder, gateway: Gateway): Gateway {
  /** Calls that repeat every few seconds, with their last outcome: only a change is recorded. */
  const repeated = new Map<ApiCall, string>([idmApi.health, eventsCall].map((call) => [call, ""]));

  function exchange<O extends Outcome>(
    call: ApiCall,
    input: Input,
    send: () => Promise<O | Failure>,
  ): Promise<O | Failure> {
    return traced(async (trace) => {
      const chapter = recorder.chapter();
      const at = chapter.now();
      const sent = await send();
      const outcome: O | Failure = sent.kind === "failure" ? { ...sent, error: errorIn(trace, sent.error) } : sent;
      // Rounded down: an item that follows from the answer must sort after it.
      const took = Math.floor(chapter.now() - at);
      const known = outcome.kind === "failure" ? outcome.error.code : outcome.kind;
      if (repeated.get(call) === known) return outcome;
      if (repeated.has(call)) repeated.set(call, known);
      chapter.note((redacted) => ({
        kind: "exchange",
        at,
        took,
        trace,
        call: `${call.method} ${call.path}`,
        input: inputOf(call, input, redacted),
        outcome: outcomeOf(call, outcome, redacted),
      }));
      return outcome;
    });
  }

  return {
    address: gateway.address,
    ask: (call, input = {}) => exchange(call, input, () => gateway.ask(call, input)),
    tell: (call, input = {}) => exchange(call, input, () => gateway.tell(call, input)),
    events: (signal) => exchange(eventsCall, {}, () => gateway.events(signal)),
  };
}

function inputOf(call: ApiCall, input: Input, redacted: Redacted): Record<string, unknown> {
  const parts = (["params", "query", "body"] as const).flatMap((part) => {
    const schema = call[part];
    return schema === undefined || input[part] === undefined ? [] : [[part, redacted(schema, input[part])] as const];
  });
  const version = input.version === undefined ? {} : { version: input.version };
  return { ...Object.fromEntries(parts), ...version };
}

function outcomeOf(call: ApiCall, outcome: Outcome, redacted: Redacted): ExchangeOutcome {
  if (outcome.kind === "answer")
    return { kind: "answer", value: call.answer === undefined ? null : redacted(call.answer, outcome.value) };
  const { certainty, error } = outcome;
  return { kind: "failure", certainty, error: operatorErrorSchema.parse(redacted(operatorErrorSchema, error)) };
}
