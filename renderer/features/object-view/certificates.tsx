import { memo, useDeferredValue, useEffect, useId, useState, type ReactNode } from "react";
import type { Certificate, HistoryEntry } from "#shared/idm/object.ts";
import { CopyButton } from "../../desk/copy-button.tsx";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";
import { Table } from "../../components/table.tsx";
import { StateDifference, StateDifferences } from "../../parts/state-difference.tsx";
import { caNote, heldNote } from "./certificate-notes.ts";
import { Serial } from "./serial.tsx";

interface CertificatesProps {
  readonly certificates: readonly Certificate[];
  /** Names the process that put a certificate on hold. */
  readonly history: readonly HistoryEntry[];
}

/** The certificates with both state columns, and a sentence below if the two disagree. */
export function Certificates({ certificates, history }: CertificatesProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const id = useId();
  // After a new reading, keystrokes come before drawing the rows.
  const read = useDeferredValue(certificates);
  const drawn = useDrawn(read.length);
  if (certificates.length === 0) return <p className="quiet">{say("object.noCertificates")}</p>;
  return (
    <section className="stack" aria-labelledby={id}>
      <h2 id={id} className="visually-hidden">
        {say("object.certificates")}
      </h2>
      <div className="certificates">
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
            {read.slice(0, drawn).map((certificate) => (
              <CertificateRow
                key={certificate.serial}
                certificate={certificate}
                held={heldNote(certificate, history, words)}
              />
            ))}
          </tbody>
        </Table>
      </div>
      <StateDifferences certificates={certificates} />
    </section>
  );
}

/** Rows that are drawn at once: more would delay keystrokes. */
const atOnce = 16;

/** Returns how many of the rows are drawn: `atOnce` more at a time, until all are. */
function useDrawn(rows: number): number {
  const [drawn, setDrawn] = useState(atOnce);
  useEffect(() => {
    if (drawn >= rows) return undefined;
    const timer = setTimeout(() => setDrawn(drawn + atOnce));
    return () => clearTimeout(timer);
  }, [drawn, rows]);
  return drawn;
}

interface CertificateRowProps {
  readonly certificate: Certificate;
  /** What put it on hold, in words. */
  readonly held: string | null;
}

const CertificateRow = memo(function CertificateRow({ certificate, held }: CertificateRowProps): ReactNode {
  const words = useWords();
  const { say, term, date } = words;
  const { purpose, serial, stateInIdm, stateInCa, validFrom, validTo } = certificate;
  return (
    <tr>
      <th scope="row">{term("purpose", purpose)}</th>
      <td data-label={say("certificate.inIdm")}>
        <StateBadge state={stateInIdm} />
        {held === null ? null : <span className="cell-note">{held}</span>}
      </td>
      <td data-label={say("certificate.inCa")}>
        <StateBadge state={stateInCa.status} />
        <span className="cell-note">{caNote(certificate, words)}</span>
        <StateDifference certificate={certificate} />
      </td>
      <td
        className="nowrap"
        data-label={say("certificate.valid")}
        title={say("certificate.fromTo", { from: date(validFrom), to: date(validTo) })}
      >
        {say("certificate.to", { date: date(validTo) })}
      </td>
      <td className="nowrap" data-label={say("certificate.serial")}>
        <span className="serial">
          <Serial serial={serial} />
          <CopyButton text={serial} what={say("copy.serial")} />
        </span>
      </td>
    </tr>
  );
});
