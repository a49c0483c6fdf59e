import type { ReactNode } from "react";
import { errorNumber } from "#shared/error-numbers.ts";
import { errorCodes, type ErrorCode } from "#shared/errors.ts";
import { useWords } from "../../../desk/words.ts";

/**
 * Every error of the program: what happened, what it means for the card, what to do next. Opens at
 * `code`, where one is given.
 */
export function ErrorCatalogue({ code }: { readonly code: ErrorCode | null }): ReactNode {
  const { say } = useWords();
  return (
    <dl className="fields">
      {errorCodes
        .filter((each) => code === null || each === code)
        .map((each) => (
          <div key={each} className="fields-pair">
            <dt>
              {errorNumber(each)} {each}
            </dt>
            <dd>
              {say(`error.${each}.happened`)} {say(`error.${each}.means`)} {say(`error.${each}.next`)}
            </dd>
          </div>
        ))}
    </dl>
  );
}
