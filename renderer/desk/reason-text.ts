import type { Reason } from "#shared/domain/offer.ts";
import type { Words } from "./words.ts";

/** A reason: the back end's own sentence, which names states and roles, else our words for its code. */
export const reasonText = ({ code, detail }: Reason, { term }: Words): string =>
  detail === "" ? term("why", code) : detail;
