import type { ReactNode } from "react";
import { errorCodes } from "#shared/errors.ts";
import { useWords } from "../../../desk/words.ts";

/** Every error of the program: what happened, what it means for the card, what to do next. */
export function ErrorCatalogue(): ReactNode {
  const { say } = useWords();
  return (
    <dl className="fields">
      {errorCodes.map((code) => (
        <div key={code} className="fields-pair">
          <dt>{code}</dt>
          <dd>
            {say(`error.${code}.happened`)} {say(`error.${code}.means`)} {say(`error.${code}.next`)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
