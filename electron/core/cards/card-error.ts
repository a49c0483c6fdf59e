import type { BridgeError } from "#shared/bridge/error.ts";
import { operatorError, type OperatorError } from "#shared/errors.ts";

/** Maps an error of the card bridge to an operator error of the same code. */
export function cardError(error: BridgeError): OperatorError {
  const params = error.code === "pin-wrong" ? { left: error.triesLeft } : {};
  return operatorError(error.code, params, error.detail === "" ? error.code : `${error.code}: ${error.detail}`);
}
