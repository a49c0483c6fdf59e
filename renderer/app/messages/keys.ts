import type { changedValues } from "#shared/domain/change.ts";
import type { WhyNotCode } from "#shared/domain/offer.ts";
import type {
  CaCertificateState,
  CardState,
  IdmCertificateState,
  RevocationReason,
  UserState,
} from "#shared/domain/states.ts";
import type { ErrorCode } from "#shared/errors.ts";
import type { bulk } from "./en/bulk.ts";
import type { cards } from "./en/cards.ts";
import type { frame } from "./en/frame.ts";
import type { history } from "./en/history.ts";
import type { offline } from "./en/offline.ts";
import type { screens } from "./en/screens.ts";
import type { tasks } from "./en/tasks.ts";

/** Purposes of certificates and notes on changes that have words here; others are shown as they come. */
type KnownPurpose = "authentication" | "signature" | "encryption";
type KnownNote = "held-for-another-cause" | "already-revoked" | "expired" | "other-state";
/** `unknown` is what a CA says of a certificate that it has not issued. */
type KnownState = CardState | UserState | IdmCertificateState | CaCertificateState | "unknown";

export type ScreenKey = keyof typeof screens;
export type BulkKey = keyof typeof bulk;
export type CardKey = keyof typeof cards;
export type FrameKey = keyof typeof frame;
export type HistoryKey = keyof typeof history;
export type OfflineKey = keyof typeof offline;
export type TaskKey = keyof typeof tasks;
export type WordKey =
  | `state.${KnownState}`
  | `reason.${RevocationReason}`
  | `purpose.${KnownPurpose}`
  | `what.${(typeof changedValues)[number]}`
  | `note.${KnownNote}`
  | `why.${WhyNotCode}`;

/** Three texts for every error: what happened, what it means for the card, what to do next. */
export type ErrorTextKey = `error.${ErrorCode}.${"happened" | "means" | "next"}`;

export type MessageKey =
  | ScreenKey
  | BulkKey
  | CardKey
  | FrameKey
  | HistoryKey
  | OfflineKey
  | TaskKey
  | WordKey
  | ErrorTextKey;
export type Catalogue = Readonly<Record<MessageKey, string>>;
