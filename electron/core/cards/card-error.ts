import type { BridgeError } from "#shared/bridge/error.ts";
import { errorCodes, operatorError, type ErrorCode, type OperatorError } from "#shared/errors.ts";

/**
 * An error of the card bridge as the operator meets it. What a PIN or a key is refused for is part of the answer of a check and no
 * error of its own; should one come here, the card has refused.
 */
export function cardError({ code, detail }: BridgeError): OperatorError {
  return operatorError(isErrorCode(code) ? code : "card-refused", {}, detail === "" ? code : `${code}: ${detail}`);
}

const isErrorCode = (code: string): code is ErrorCode => errorCodes.some((known) => known === code);
