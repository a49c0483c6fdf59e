import { operatorError } from "#shared/errors.ts";
import type { ApiCall } from "#shared/idm/api.ts";
import { failure, type Failure } from "../idm/failure.ts";
import type { Gateway, Input } from "../idm/gateway.ts";

/**
 * Creates the gateway for work that a call of a window begins: after its operator has logged out,
 * it sends nothing more, and never sends with the token of the next operator. `mayGoOn`: that of
 * the session.
 */
export function boundGateway(gateway: Gateway, mayGoOn: () => boolean): Gateway {
  /**
   * Whether a call is refused: not if it names its own token or needs none, as it then uses no
   * other operator's.
   */
  const isRefused = (call: ApiCall, input?: Input): boolean =>
    !mayGoOn() && call.open !== true && input?.token === undefined;
  return {
    address: gateway.address,
    ask: async (call, input) => (isRefused(call, input) ? loggedOut() : gateway.ask(call, input)),
    tell: async (call, input) => (isRefused(call, input) ? loggedOut() : gateway.tell(call, input)),
    events: async (signal) => (mayGoOn() ? gateway.events(signal) : loggedOut()),
  };
}

const loggedOut = (): Failure => failure("not-sent", operatorError("not-authenticated", {}, "logged out meanwhile"));
