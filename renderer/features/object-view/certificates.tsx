import { useId, type ReactNode } from "react";
import type { Certificate, HistoryEntry } from "#shared/idm/object.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";
import { StateDifference } from "../../parts/state-difference.tsx";
import { Table } from "../../components/table.tsx";

interface CertificatesProps {
  readonly certificates: readonly Certificate[];
  /** Names the process that put a certificate on hold. */
  readonly history: readonly HistoryEntry[];
}

/** The certificates with both state columns, and a sentence if the two disagree. */
export function Certificates({ certificates, history }: CertificatesProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{say("object.certificates")}</h2>
      {certificates.length === 0 ? (
        <p className="quiet">{say("object.noCertificates")}</p>
      ) : (
        <Table labelledBy={id}>
          <thead>
            <tr>
              <th scope="col">{say("certificate.purpose")}</th>
              <th scope="col">{say("certificate.inIdm")}</th>
              <th scope="col">{say("certificate.inCa")}</th>
              <th scope="col">{say("certificate.valid")}</th>
              <th scope="col">{say("certificate.serial")}</th>
            </tr>
          </thead>
          <tbody>
            {certificates.map((certificate) => (
              <CertificateRow key={certificate.serial} certificate={certificate} history={history} />
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}

interface CertificateRowProps {
  readonly certificate: Certificate;
  readonly history: readonly HistoryEntry[];
}

/**
 * `heldBy` is the id of an instance, which the history names, or a cause in words; an id that nothing
 * names says nothing to anybody.
 */
function CertificateRow({ certificate, history }: CertificateRowProps): ReactNode {
  const { say, term, date, dateTime } = useWords();
  const { stateInIdm, stateInCa, heldBy } = certificate;
  const { status, reason, asOf } = stateInCa;
  const event = history.find((entry) => heldBy !== null && entry.instance === heldBy)?.event;
  const cause = event ?? (heldBy !== null && /\s/.test(heldBy) ? heldBy : null);
  const asked = say("certificate.asOf", { at: dateTime(asOf) });
  return (
    <tr>
      <th scope="row">{term("purpose", certificate.purpose)}</th>
      <td data-label={say("certificate.inIdm")}>
        <StateBadge state={stateInIdm} />
        {cause === null ? null : <span className="cell-note">{say("certificate.heldBy", { cause })}</span>}
      </td>
      <td data-label={say("certificate.inCa")}>
        <StateBadge state={status} />
        <span className="cell-note">
          {reason === null || status === "valid" ? asked : `${term("reason", reason)}, ${asked}`}
        </span>
        <StateDifference certificate={certificate} />
      </td>
      <td className="nowrap" data-label={say("certificate.valid")}>
        <span className="line">{say("certificate.from", { date: date(certificate.validFrom) })}</span>
        <span className="line">{say("certificate.to", { date: date(certificate.validTo) })}</span>
      </td>
      <td className="serial" data-label={say("certificate.serial")}>
        {certificate.serial}
      </td>
    </tr>
  );
}
