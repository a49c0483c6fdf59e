import "./state-difference.css";
import type { ReactNode } from "react";
import type { Change } from "#shared/domain/change.ts";
import { compareCertificateStates } from "#shared/domain/states.ts";
import type { Certificate } from "#shared/idm/object.ts";
import { useWords } from "../desk/words.ts";
import { Icon } from "../components/icons.tsx";
import { nameOf } from "./changes.ts";

/**
 * Marks a certificate whose states in Identity Manager and the CA differ, unless the difference is
 * documented.
 */
export function StateDifference({ certificate }: { readonly certificate: Certificate }): ReactNode {
  const { say } = useWords();
  if (compared(certificate) !== "different") return null;
  return (
    <span className="differ">
      <Icon name="warning" /> {say("decide.differs")}
    </span>
  );
}

/**
 * Names the certificates whose states in Identity Manager and the CA differ, those with equal
 * states in one sentence: as a warning, or as prescribed by the site.
 */
export function StateDifferences({ certificates }: { readonly certificates: readonly Certificate[] }): ReactNode {
  const { term } = useWords();
  const different = certificates.filter((each) => compared(each) !== "same");
  const alike = Map.groupBy(different, (each) =>
    JSON.stringify([compared(each), each.stateInIdm, each.stateInCa.status]),
  );
  return [...alike].map(([key, ofIt]) => {
    const [first] = ofIt;
    if (first === undefined) return null;
    const { stateInIdm, stateInCa } = first;
    const names = ofIt.map(({ purpose }) => term("purpose", purpose));
    return (
      <Sentence
        key={key}
        names={names}
        inIdm={stateInIdm}
        inCa={stateInCa.status}
        isExpected={compared(first) === "documented"}
      />
    );
  });
}

/** Names the certificates that will stay on hold in Identity Manager while the CA releases them. */
export function PlannedDifference({ changes }: { readonly changes: readonly Change[] }): ReactNode {
  const { term } = useWords();
  const kept = new Set(
    changes
      .filter(({ what, after }) => what === "stateInIdm" && after === "onHold")
      .map(({ subject: { type, id } }) => `${type} ${id}`),
  );
  const released = changes.filter(
    ({ what, before, after, subject: { type, id } }) =>
      what === "stateInCa" && before !== "valid" && after === "valid" && kept.has(`${type} ${id}`),
  );
  if (released.length === 0) return null;
  const names = released.map(({ subject }) => term("purpose", nameOf(subject)));
  return <Sentence names={names} inIdm="onHold" inCa="valid" isExpected />;
}

interface SentenceProps {
  readonly names: readonly string[];
  readonly inIdm: string;
  readonly inCa: string;
  readonly isExpected: boolean;
}

function Sentence({ names, inIdm, inCa, isExpected }: SentenceProps): ReactNode {
  const { say, term } = useWords();
  const isShort = names.length <= 3 && new Set(names).size === names.length;
  const values = {
    names: isShort ? names.join(", ") : say("changes.certificates", { count: names.length }),
    inIdm: term("state", inIdm),
    inCa: term("state", inCa),
  };
  if (isExpected) return <p className="quiet">{say("certificate.asSet", values)}</p>;
  return (
    <p className="differ">
      <Icon name="warning" /> <span>{say("certificate.differ", values)}</span>
    </p>
  );
}

const compared = ({ stateInIdm, stateInCa, heldBy }: Certificate) =>
  compareCertificateStates(stateInIdm, stateInCa.status, heldBy);
