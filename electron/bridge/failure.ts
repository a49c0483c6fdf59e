import type { BridgeError, BridgeErrorCode } from "#shared/bridge/error.ts";

/** The failure of a bridge call, with one of the errors of the protocol. */
export class BridgeFailure extends Error {
  override readonly name = "BridgeFailure";
  readonly error: BridgeError;

  constructor(error: BridgeError) {
    super(`${error.code} ${error.detail}`);
    this.error = error;
  }
}

export const failure = (code: BridgeErrorCode, detail = ""): BridgeFailure => new BridgeFailure({ code, detail });
