import type { Reason } from "#shared/domain/offer.ts";
import type { Words } from "./words.ts";

/**
 * Text of a reason: the back end's sentence, which names states and roles, else ours for its code.
 */
export const reasonText = ({ code, detail }: Reason, { term }: Words): string =>
  detail === "" ? term("why", code) : detail;
