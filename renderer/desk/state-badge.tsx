import type { ReactNode } from "react";
import type { CaCertificateState, CardState, IdmCertificateState, UserState } from "#shared/domain/states.ts";
import { Badge, type Tone } from "../components/badge.tsx";
import { useWords } from "./words.ts";

type KnownState = CardState | UserState | IdmCertificateState | CaCertificateState;

const tones: Readonly<Record<KnownState, Tone>> = {
  registered: "fresh",
  requested: "fresh",
  approved: "fresh",
  issued: "fresh",
  active: "good",
  valid: "good",
  inactive: "paused",
  onHold: "paused",
  locked: "ended",
  revoked: "ended",
  aborted: "ended",
  rejected: "ended",
  expired: "ended",
};

interface StateBadgeProps {
  readonly state: string;
  /** Type of the object with this state, if known. */
  readonly of?: string;
  /** The back end's name of the state, if known. */
  readonly name?: string;
}

/**
 * Shows the state of an object or certificate by colour, shape and word; an unknown one by its own
 * name.
 */
export function StateBadge({ state, of, name = state }: StateBadgeProps): ReactNode {
  const words = useWords();
  return isKnown(state) ? (
    <Badge tone={tones[state]}>{words.state(state, of)}</Badge>
  ) : (
    <Badge tone="other">{name}</Badge>
  );
}

const isKnown = (state: string): state is KnownState => Object.hasOwn(tones, state);
