import type { z } from "zod";
import { bridgeErrorSchema } from "#shared/bridge/error.ts";
import {
  bridgeEventSchema,
  bridgeRequestSchema,
  bridgeValueSchemas,
  helloSchema,
  type BridgeMethod,
} from "#shared/bridge/messages.ts";
import type { BridgeClient, BridgeListener } from "./bridge-client.ts";
import type { Recorder, Redacted } from "../diagnostics/recorder.ts";

/** Wraps a client of the bridge: records each call with its result. */
export function recordedBridge(recorder: Recorder, client: BridgeClient): BridgeClient {
  return {
    async call(method, params) {
      const chapter = recorder.chapter();
      const at = chapter.now();
      const result = await client.call(method, params);
      chapter.note((redacted) => ({
        kind: "bridge",
        at,
        method,
        message: {
          params: redacted(paramsOf(method), params),
          ...(result.ok
            ? { result: redacted(bridgeValueSchemas[method], result.value) }
            : { error: redacted(bridgeErrorSchema, result.error) }),
        },
      }));
      return result;
    },
    close: () => client.close(),
  };
}

/** Wraps a listener to the bridge: records each event that it receives. */
export function recordedListener(recorder: Recorder, listener: BridgeListener): BridgeListener {
  const note = (method: string, message: (redacted: Redacted) => unknown): void => {
    const chapter = recorder.chapter();
    const at = chapter.now();
    chapter.note((redacted) => ({ kind: "bridge", at, method, message: message(redacted) }));
  };
  /** The code recorded last: without a bridge the client reports `lost` several times a second. */
  let lastLost: string | null = null;
  return {
    connected(hello) {
      lastLost = null;
      note("connected", (redacted) => redacted(helloSchema, hello));
      listener.connected(hello);
    },
    event(event) {
      note(event.method, (redacted) => redacted(bridgeEventSchema, event));
      listener.event(event);
    },
    lost(error) {
      if (error.code !== lastLost) note("lost", (redacted) => redacted(bridgeErrorSchema, error));
      lastLost = error.code;
      listener.lost(error);
    },
  };
}

const paramsSchemas = new Map<string, z.ZodType>(
  bridgeRequestSchema.options.map(({ shape }) => [shape.method.value, shape.params]),
);
function paramsOf(method: BridgeMethod): z.ZodType {
  const schema = paramsSchemas.get(method);
  if (schema === undefined) throw new Error(`There is no method ${method}.`);
  return schema;
}
