import type { ReactNode } from "react";
import type { Certificate, HistoryEntry } from "#shared/idm/object.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";
import { StateDifferences } from "../../parts/state-difference.tsx";
import { caNote, heldNote } from "./certificate-notes.ts";

interface CertificateStatesProps {
  readonly certificate: Certificate;
  readonly history: readonly HistoryEntry[];
}

/** Both states of an object that is itself a certificate. */
export function CertificateStates({ certificate, history }: CertificateStatesProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const held = heldNote(certificate, history, words);
  return (
    <section className="panel" aria-label={say("certificate.states")}>
      <dl className="fields">
        <div className="fields-pair">
          <dt>{say("certificate.inIdm")}</dt>
          <dd>
            <StateBadge state={certificate.stateInIdm} />
            {held === null ? null : <span className="cell-note">{held}</span>}
          </dd>
        </div>
        <div className="fields-pair">
          <dt>{say("certificate.inCa")}</dt>
          <dd>
            <StateBadge state={certificate.stateInCa.status} />
            <span className="cell-note">{caNote(certificate, words)}</span>
          </dd>
        </div>
      </dl>
      <StateDifferences certificates={[certificate]} />
    </section>
  );
}
