import "./state-difference.css";
import type { ReactNode } from "react";
import { certificateStatesAgree } from "#shared/domain/states.ts";
import type { Certificate } from "#shared/idm/object.ts";
import { useWords } from "../desk/words.ts";
import { Icon } from "../components/icons.tsx";

interface StateDifferenceProps {
  readonly certificate: Certificate;
  /** Names the certificate too, if the place does not. */
  readonly isNamed?: boolean;
}

/** Warns if Identity Manager and the CA disagree about a certificate. */
export function StateDifference({ certificate, isNamed = false }: StateDifferenceProps): ReactNode {
  const { say, term } = useWords();
  const { purpose, stateInIdm, stateInCa } = certificate;
  if (certificateStatesAgree(stateInIdm, stateInCa.status)) return null;
  return (
    <span className="differ">
      <Icon name="warning" />
      <span>
        {isNamed ? <strong>{term("purpose", purpose)}: </strong> : null}
        {say("certificate.differ", { inIdm: term("state", stateInIdm), inCa: term("state", stateInCa.status) })}
      </span>
    </span>
  );
}
