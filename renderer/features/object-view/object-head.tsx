import type { ReactNode, RefObject } from "react";
import type { IdmObject } from "#shared/idm/object.ts";
import { CopyButton } from "../../desk/copy-button.tsx";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";
import { Avatar } from "../../components/avatar.tsx";
import { linkTo } from "#shared/domain/object-link.ts";
import { ownCertificate } from "./own-certificate.ts";
import { Serial } from "./serial.tsx";

interface ObjectHeadProps {
  readonly object: IdmObject;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

/** The person, number and state of an object; below, facts that tell the person from others. */
export function ObjectHead({ object, heading }: ObjectHeadProps): ReactNode {
  const { say, term } = useWords();
  const { ref, label, state, about } = object;
  const person = about?.person ?? null;
  const own = ownCertificate(object);
  const kind = own === null ? null : say("certificate.titled", { purpose: term("purpose", own.purpose) });
  const title = [kind, person].filter((part) => part !== null).join(" · ");
  const number = about?.label ?? label;
  const link = linkTo({ kind: "object", ref });
  return (
    <header className="object-head">
      {person === null ? null : <Avatar name={person} size="large" />}
      <div className="object-naming">
        <div className="object-line">
          {title === "" || title === label ? null : (
            <p className="object-title" dir="auto">
              {title}
            </p>
          )}
          <h1 ref={heading} tabIndex={-1} className={title === label ? "object-title" : "object-number"} dir="auto">
            {own !== null ? <Serial serial={label} /> : label}
          </h1>
          {number === label ? null : <span className="object-number">{number}</span>}
          <CopyButton text={number} what={say("copy.number")} />
          <output>
            <StateBadge state={state} of={object.ref.type} />
          </output>
        </div>
        <Facts object={object} />
      </div>
      {link === null ? null : <CopyButton text={link} what={say("copy.link")} icon="link" />}
    </header>
  );
}

/**
 * Account, department, day of issue and the state of the person's user, as far as they are known.
 */
function Facts({ object: { label, fields, about } }: { readonly object: IdmObject }): ReactNode {
  const { say, date } = useWords();
  const value = (name: string): string | null => fields.find((field) => field.name === name)?.value || null;
  const account = value("account");
  const issued = value("issued");
  const facts = [
    account === about?.label ? null : account,
    about?.department ?? value("department"),
    issued === null ? null : say("object.issued", { date: date(issued) }),
  ].filter((fact) => fact !== null);
  // If the object is the person, the line above shows its state.
  const personState = about?.person === label ? null : (about?.personState ?? null);
  if (facts.length === 0 && personState === null) return null;
  return (
    <p className="object-facts">
      {facts.map((fact) => (
        <span key={fact} dir="auto">
          {fact}
        </span>
      ))}
      {personState === null ? null : (
        <span className="nowrap">
          {say("about.user")} <StateBadge state={personState} of="user" />
        </span>
      )}
    </p>
  );
}
