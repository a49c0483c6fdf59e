import type { ReactNode } from "react";
import type { Reason } from "#shared/domain/offer.ts";
import { maySee } from "#shared/domain/roles.ts";
import { errorCodes } from "#shared/errors.ts";
import type { ProcessOffer } from "#shared/idm/object.ts";
import { useCore } from "../../desk/desk.ts";
import { reasonText } from "../../desk/reason-text.ts";
import { useWords, type Words } from "../../desk/words.ts";
import { Disclosure } from "../../components/disclosure.tsx";

/** The processes that are not offered now, folded; those with the same reasons together. */
export function NotAvailable({ processes }: { readonly processes: readonly ProcessOffer[] }): ReactNode {
  const words = useWords();
  const isAdministrator = useCore(({ session }) => session.kind !== "none" && maySee("admin", session.operator.roles));
  if (processes.length === 0) return null;
  const alike = Map.groupBy(processes, ({ why }) =>
    why.map((reason) => shortText(reason, isAdministrator, words)).join("\n"),
  );
  return (
    <Disclosure title={words.say("object.notAvailable", { count: processes.length })}>
      <ul className="not-offered">
        {[...alike].map(([reasons, group]) => (
          <li key={reasons}>
            <strong>{group.map(({ name }) => name).join(", ")}</strong>
            {reasons.split("\n").map((reason) => (
              <p key={reason} className="quiet">
                {reason}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

/**
 * Returns a reason in one sentence. Only administrators see where a process can be enabled; offline
 * the detail may be the code of an operator error.
 */
function shortText(reason: Reason, isAdministrator: boolean, words: Words): string {
  if (reason.code === "not-enabled" && !isAdministrator) return words.say("object.notEnabled");
  const error = errorCodes.find((known) => known === reason.detail);
  return error === undefined ? reasonText(reason, words) : words.say(`error.${error}.happened`);
}
