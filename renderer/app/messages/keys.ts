import type { MessageFormatElement } from "react-intl";
import type { changedValues } from "#shared/domain/change.ts";
import type { WhyNotCode } from "#shared/domain/offer.ts";
import type {
  CaCertificateState,
  CardState,
  IdmCertificateState,
  RevocationReason,
  UserState,
} from "#shared/domain/states.ts";
import type { BundleFault } from "#shared/ipc/bundle.ts";
import type { ScenarioName } from "#shared/sandbox.ts";
import type { ErrorCode } from "#shared/errors.ts";
import type { attentionCodes, badCodes, HealthCode, HealthId, unknownCodes } from "#shared/ipc/health.ts";
import type about from "./en/about.json";
import type bulk from "./en/bulk.json";
import type bundle from "./en/bundle.json";
import type cards from "./en/cards.json";
import type environments from "./en/environments.json";
import type errors from "./en/errors.json";
import type frame from "./en/frame.json";
import type health from "./en/health.json";
import type help from "./en/help.json";
import type history from "./en/history.json";
import type object from "./en/object.json";
import type offline from "./en/offline.json";
import type replay from "./en/replay.json";
import type scenarios from "./en/scenarios.json";
import type screens from "./en/screens.json";
import type support from "./en/support.json";
import type tasks from "./en/tasks.json";
import type words from "./en/words.json";

/**
 * The English messages of every area. The build reads every file; this type only gives the keys.
 */
type English = typeof about &
  typeof bulk &
  typeof bundle &
  typeof cards &
  typeof environments &
  typeof errors &
  typeof frame &
  typeof health &
  typeof help &
  typeof history &
  typeof object &
  typeof offline &
  typeof replay &
  typeof scenarios &
  typeof screens &
  typeof support &
  typeof tasks &
  typeof words;

/**
 * Purposes of certificates and notes on changes that have messages here; others are shown as
 * received.
 */
type KnownPurpose = "authentication" | "signature" | "encryption";
type KnownNote = "held-for-another-cause" | "already-revoked" | "expired" | "other-state";
/** `unknown` is a CA's answer for a certificate that it has not issued. */
type KnownState = CardState | UserState | IdmCertificateState | CaCertificateState | "unknown";

type WordKey =
  | `state.${KnownState}`
  | `state.user.${UserState}`
  | `state.virtualSmartCard.${CardState}`
  | `reason.${RevocationReason}`
  | `purpose.${KnownPurpose}`
  | `what.${(typeof changedValues)[number]}`
  | `note.${KnownNote}`
  | `why.${WhyNotCode}`
  | `bundleFault.${BundleFault}`
  | `scenario.${ScenarioName}.${"name" | "text"}`;
/**
 * Four texts for every error: the event, its meaning for the card, the operator's next step, and
 * the action of support.
 */
type ErrorTextKey = `error.${ErrorCode}.${"happened" | "means" | "next" | "support"}`;

/** The result of a check, and the next step if it is not good. */
type HealthTextKey =
  | `health.name.${HealthId}`
  | `health.${HealthCode}`
  | `health.${(typeof attentionCodes | typeof badCodes | typeof unknownCodes)[number]}.next`;

/** Fails to compile if one of these keys has no English message. */
type Known<Keys extends keyof English> = Keys;

export type MessageKey = keyof English | Known<WordKey | ErrorTextKey | HealthTextKey>;
/** Every message as compiled by the build. */
export type Catalogue = Readonly<Record<MessageKey, MessageFormatElement[]>>;
