import { useId, type ReactNode } from "react";
import { cardType } from "#shared/domain/ref.ts";
import type { IdmObject, ProcessOffer } from "#shared/idm/object.ts";
import { useKeys } from "../../desk/keys.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Icon } from "../../components/icons.tsx";
import { ThisCard } from "../../parts/card-reader/this-card.tsx";
import { useWithdrawal, WithdrawalOutcome, WithdrawButton, type Withdrawal } from "../../parts/tasks/withdraw.tsx";
import { NotAvailable } from "./not-available.tsx";

interface WhatToDoProps {
  readonly object: IdmObject;
  readonly processes: readonly ProcessOffer[];
  /** Digits of the keyboard start processes. */
  readonly hasKeys: boolean;
  readonly onStart: (offer: ProcessOffer) => void;
}

/**
 * The offered processes in one line, the reversible ones first, by button or by a digit of their
 * own; the others are folded, with their reasons.
 */
export function WhatToDo({ object, processes, hasKeys, onStart }: WhatToDoProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  const { ref } = object;
  const offered = processes.filter((process) => process.offered);
  const harmless = offered.filter((offer) => !offer.irreversible);
  const own = processes.filter((process) => !process.offered && process.ownRequest !== undefined);
  const others = processes.filter((process) => !process.offered && process.ownRequest === undefined);
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

  if (processes.length === 0 && ref.type !== cardType) return null;
  return (
    <section className="what-to-do" aria-labelledby={id}>
      <h2 id={id} className="what-to-do-title">
        {say("object.whatToDo")}
      </h2>
      {offered.length === 0 ? (
        <p className="quiet">{say(processes.length === 0 ? "object.noProcesses" : "object.nothingOffered")}</p>
      ) : null}
      <Offers offers={harmless} all={processes} onStart={onStart} />
      <ThisCard object={object} />
      <Offers offers={offered.filter((offer) => offer.irreversible)} all={processes} onStart={onStart} />
      <NotAvailable processes={others} />
      <OwnRequests processes={own} withdrawal={withdrawal} onWithdraw={(instance) => void withdraw(instance, ref)} />
      {/* Hide the outcome of an earlier request once a new one is pending. */}
      {isOver ? null : <WithdrawalOutcome withdrawal={withdrawal} />}
    </section>
  );
}

interface OffersProps {
  readonly offers: readonly ProcessOffer[];
  /** All processes of the object: a digit belongs to one of them. */
  readonly all: readonly ProcessOffer[];
  readonly onStart: (offer: ProcessOffer) => void;
}

/** The offers in the order of the back end; the first reversible one is the primary button. */
function Offers({ offers, all, onStart }: OffersProps): ReactNode {
  const { say } = useWords();
  if (offers.length === 0) return null;
  return (
    <ul className="offers">
      {offers.map((offer, index) => {
        const digit = keyOf(offer, all);
        return (
          <li key={offer.symbolicName} className="offer">
            <Button
              kind={offer.irreversible ? "warns" : index === 0 ? "primary" : "plain"}
              onPress={() => onStart(offer)}
            >
              {offer.irreversible ? <Icon name="warning" /> : null}
              {offer.name}
              {digit === null ? null : <kbd aria-hidden="true">{digit}</kbd>}
            </Button>
            {offer.irreversible ? <span className="visually-hidden">{say("object.irreversible")}</span> : null}
          </li>
        );
      })}
    </ul>
  );
}

/**
 * Returns the digit of a process; null if the process is irreversible or shares the digit with
 * another process of the object, whatever the back end says.
 */
function keyOf({ key, irreversible, symbolicName }: ProcessOffer, all: readonly ProcessOffer[]): number | null {
  const isShared = all.some((other) => other.key === key && other.symbolicName !== symbolicName);
  return irreversible || isShared ? null : key;
}

interface OwnRequestsProps {
  readonly processes: readonly ProcessOffer[];
  readonly withdrawal: Withdrawal;
  readonly onWithdraw: (instance: string) => void;
}

/** The operator's own requests that wait for a second person; they can be withdrawn. */
function OwnRequests({ processes, withdrawal, onWithdraw }: OwnRequestsProps): ReactNode {
  const { say } = useWords();
  if (processes.length === 0) return null;
  return (
    <ul className="own-requests">
      {processes.map(({ symbolicName, name, ownRequest = "" }) => (
        <li key={symbolicName} className="own-request">
          <span>{say("object.ownRequest", { process: name })}</span>
          <WithdrawButton withdrawal={withdrawal} onWithdraw={() => onWithdraw(ownRequest)} />
        </li>
      ))}
    </ul>
  );
}
