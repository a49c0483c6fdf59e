import { z } from "zod";
import { verbatim } from "../text.ts";
import { plain } from "../personal.ts";
import { traceId, windowId } from "../trace.ts";

/**
 * A call from page to core, the same over Electron IPC and over the WebSocket. `trace`: the press
 * of the operator that it belongs to; `window`: the window of the program that sends it.
 */
export const callMessageSchema = z.object({
  area: plain(verbatim(50)),
  name: plain(verbatim(50)),
  args: z.unknown(),
  trace: traceId.optional(),
  window: windowId.optional(),
});
export type CallMessage = z.infer<typeof callMessageSchema>;

export const eventMessageSchema = z.object({
  area: plain(verbatim(50)),
  name: plain(verbatim(50)),
  payload: z.unknown(),
});
export type EventMessage = z.infer<typeof eventMessageSchema>;

/** The frames of the browser shell's WebSocket: calls and answers are paired by `id`. */
export const callFrameSchema = callMessageSchema.extend({ id: z.number().int() });
export type CallFrame = z.infer<typeof callFrameSchema>;
export type CoreFrame =
  | { readonly kind: "answer"; readonly id: number; readonly result: unknown }
  | { readonly kind: "event"; readonly message: EventMessage }
  /** The new secret of the page: the one before is no longer valid. */
  | { readonly kind: "secret"; readonly secret: string };

/**
 * The functions that a shell gives to the page as `window.carddesk`. `call` resolves to a result of
 * the contract or rejects when the core is gone; `listen` receives every event and returns its own
 * unsubscribe.
 */
export interface Transport {
  call(message: CallMessage): Promise<unknown>;
  listen(listener: (message: unknown) => void): () => void;
}
