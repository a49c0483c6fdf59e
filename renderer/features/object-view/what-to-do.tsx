import { useId, type ReactNode } from "react";
import type { Reason } from "#shared/domain/offer.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { errorCodes } from "#shared/errors.ts";
import type { ProcessOffer } from "#shared/idm/object.ts";
import { useKeys } from "../../desk/keys.ts";
import { reasonText } from "../../desk/reason-text.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { useWithdrawal, WithdrawalOutcome, WithdrawButton, type Withdrawal } from "../../parts/tasks/withdraw.tsx";

interface WhatToDoProps {
  readonly object: Ref;
  readonly processes: readonly ProcessOffer[];
  /** Whether digits start processes now. */
  readonly hasKeys: boolean;
  readonly onStart: (offer: ProcessOffer) => void;
}

/** The offered processes, by button or by their own digit; the others with every reason. */
export function WhatToDo({ object, processes, hasKeys, onStart }: WhatToDoProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  const offered = processes.filter((process) => process.offered);
  const others = processes.filter((process) => !process.offered);
  const [withdrawal, withdraw] = useWithdrawal();
  const isOver =
    withdrawal.kind === "withdrawn" &&
    processes.some(({ ownRequest }) => ownRequest !== undefined && ownRequest !== withdrawal.instance);

  useKeys("page", hasKeys, (key) => {
    const offer = offered.find((each) => String(keyOf(each, processes)) === key);
    if (offer === undefined) return false;
    onStart(offer);
    return true;
  });

  return (
    <section className="panel what-to-do" aria-labelledby={id}>
      <h2 id={id}>{say("object.whatToDo")}</h2>
      {/* Hide the outcome of an earlier request once a new one is pending. */}
      {isOver ? null : <WithdrawalOutcome withdrawal={withdrawal} />}
      {offered.length === 0 ? (
        <p className="quiet">{say(processes.length === 0 ? "object.noProcesses" : "object.nothingOffered")}</p>
      ) : (
        <ul className="offers">
          {byDanger(offered).map((offer) => (
            <Offer key={offer.symbolicName} offer={offer} digit={keyOf(offer, processes)} onStart={onStart} />
          ))}
        </ul>
      )}
      {others.length === 0 ? null : (
        <>
          <h3>{say("object.notAvailable")}</h3>
          <ul className="not-offered">
            {alike(others).map((group) => (
              <li key={group.map(({ symbolicName }) => symbolicName).join(" ")}>
                {group.map((process) => (
                  <p key={process.symbolicName}>{process.name}</p>
                ))}
                {group[0]?.why.map((reason) => (
                  <Why key={reason.code} reason={reason} />
                ))}
                {group.map((process) => (
                  <OwnRequest
                    key={process.symbolicName}
                    process={process}
                    withdrawal={withdrawal}
                    onWithdraw={(id) => void withdraw(id, object)}
                  />
                ))}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** The processes that are not offered for the same reasons, so that no reason is told twice. */
const alike = (processes: readonly ProcessOffer[]): ProcessOffer[][] => [
  ...Map.groupBy(processes, ({ why, ownRequest }) => JSON.stringify([why, ownRequest])).values(),
];

interface OfferProps {
  readonly offer: ProcessOffer;
  readonly digit: number | null;
  readonly onStart: (offer: ProcessOffer) => void;
}

function Offer({ offer, digit, onStart }: OfferProps): ReactNode {
  const { say } = useWords();
  return (
    <li className="offer">
      <Button kind={offer.irreversible ? "warns" : "primary"} onPress={() => onStart(offer)}>
        {offer.name}
      </Button>
      {digit === null ? null : <kbd aria-hidden="true">{digit}</kbd>}
      {offer.irreversible ? <span className="offer-note">{say("object.irreversible")}</span> : null}
    </li>
  );
}

/** What can be undone first, else in the order of the back end. */
const byDanger = (offers: readonly ProcessOffer[]): ProcessOffer[] =>
  offers.toSorted((a, b) => Number(a.irreversible) - Number(b.irreversible));

/**
 * The digit of a process; none for what cannot be undone, nor for one that another process of the
 * object has too, whatever the back end says.
 */
function keyOf({ key, irreversible, symbolicName }: ProcessOffer, all: readonly ProcessOffer[]): number | null {
  const isShared = all.some((other) => other.key === key && other.symbolicName !== symbolicName);
  return irreversible || isShared ? null : key;
}

interface OwnRequestProps {
  readonly process: ProcessOffer;
  readonly withdrawal: Withdrawal;
  readonly onWithdraw: (instance: string) => void;
}

/** The operator's own pending request: they can take it back. */
function OwnRequest({ process: { ownRequest }, withdrawal, onWithdraw }: OwnRequestProps): ReactNode {
  if (ownRequest === undefined) return null;
  return <WithdrawButton withdrawal={withdrawal} onWithdraw={() => onWithdraw(ownRequest)} />;
}

/** A reason; offline its detail may be the code of an operator error. */
function Why({ reason }: { readonly reason: Reason }): ReactNode {
  const words = useWords();
  const error = errorCodes.find((known) => known === reason.detail);
  const text = error === undefined ? reasonText(reason, words) : words.say(`error.${error}.happened`);
  return <p className="quiet">{text}</p>;
}
