import "./state-difference.css";
import type { ReactNode } from "react";
import { compareCertificateStates } from "#shared/domain/states.ts";
import type { Certificate } from "#shared/idm/object.ts";
import { useWords, type Words } from "../desk/words.ts";
import { Icon } from "../components/icons.tsx";

/**
 * Says that Identity Manager and the CA disagree about a certificate; warns of it unless it is the
 * documented end of a reactivation.
 */
export function StateDifference({ certificate }: { readonly certificate: Certificate }): ReactNode {
  const words = useWords();
  const compared = comparedStates(certificate);
  if (compared === "same") return null;
  const text = sentence(certificate, words);
  if (compared === "documented") return <span className="cell-note">{text}</span>;
  return (
    <span className="differ">
      <Icon name="warning" />
      <span>{text}</span>
    </span>
  );
}

/** The same for all certificates of an object, named; those that say the same in one sentence. */
export function StateDifferences({ certificates }: { readonly certificates: readonly Certificate[] }): ReactNode {
  const words = useWords();
  const different = certificates.filter((each) => comparedStates(each) !== "same");
  const alike = Map.groupBy(different, (each) => sentence(each, words));
  return [...alike].map(([text, ofIt]) => {
    const names = ofIt.map(({ purpose }) => words.term("purpose", purpose)).join(", ");
    const isExpected = ofIt.every((each) => comparedStates(each) === "documented");
    return (
      <p key={text} className={isExpected ? "quiet" : "differ"}>
        {isExpected ? null : <Icon name="warning" />}
        <span>
          <strong>{names}:</strong> {text}
        </span>
      </p>
    );
  });
}

const comparedStates = ({ stateInIdm, stateInCa }: Certificate) =>
  compareCertificateStates(stateInIdm, stateInCa.status);

const sentence = ({ stateInIdm, stateInCa }: Certificate, { say, term }: Words): string =>
  say("certificate.differ", { inIdm: term("state", stateInIdm), inCa: term("state", stateInCa.status) });
