import type { Reason } from "#shared/domain/offer.ts";
import type { Words } from "./words.ts";

/**
 * Returns the text of a reason: the back end's sentence, which names states and roles, or else our
 * message for its code.
 */
export const reasonText = ({ code, detail }: Reason, { term }: Words): string =>
  detail === "" ? term("why", code) : detail;
