import type { ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { QueueState, Settlement } from "#shared/ipc/offline.ts";
import { useWords, type Words } from "../../desk/words.ts";
import { Badge, type Tone } from "../../components/badge.tsx";

const tones: Readonly<Record<QueueState["kind"], Tone>> = {
  queued: "paused",
  sending: "fresh",
  unknown: "other",
  applied: "good",
  approval: "paused",
  conflict: "ended",
  refused: "ended",
  expired: "ended",
  parked: "other",
};

/** State of a queue entry: badge, sentence, and the operator's decision. */
export function EntryState({ state }: { readonly state: QueueState }): ReactNode {
  const words = useWords();
  const decided = "settlement" in state ? decisionText(state.settlement, words) : null;
  return (
    <>
      <Badge tone={tones[state.kind]}>{words.say(`entry.${state.kind}`)}</Badge>
      <span className="cell-note">{sentence(state, words)}</span>
      {decided === null ? null : <span className="cell-note entry-decided">{decided}</span>}
    </>
  );
}

function sentence(state: QueueState, { say, moment }: Words): string {
  switch (state.kind) {
    case "queued":
      return say("entry.queuedText");
    case "sending":
      return say("entry.sendingText", { at: moment(state.since) });
    case "unknown":
      return say("entry.unknownText", { at: moment(state.since) });
    case "applied":
      return say("entry.appliedText", { at: moment(state.at) });
    case "approval":
      return say("entry.approvalText");
    case "conflict":
      return say("entry.conflictText");
    case "refused": {
      const { code, params } = state.error;
      if (code === "request-rejected") return say("entry.rejectedText", { reason: String(params.detail ?? "") });
      return say("entry.refusedText", { why: say(`error.${code}.happened`) });
    }
    case "expired":
      return say("entry.expiredText");
    case "parked":
      return say("entry.parkedText");
    default:
      return assertNever(state);
  }
}

function decisionText(settlement: Settlement, { say, moment }: Words): string | null {
  switch (settlement.kind) {
    case "open":
      return null;
    case "dropped":
      return say("entry.dropped", { at: moment(settlement.at), reason: settlement.reason });
    case "startedAgain":
      return say("entry.startedAgain", { at: moment(settlement.at) });
    default:
      return assertNever(settlement);
  }
}
