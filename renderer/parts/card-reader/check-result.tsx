import { useId, type ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import type {
  CaAnswer,
  CardCheck,
  CardCheckRow,
  CardCheckSummary,
  CardCheckVerdict,
  CaRejection,
  Possession,
} from "#shared/ipc/card-check.ts";
import type { MessageKey } from "../../app/messages/keys.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords, type Words } from "../../desk/words.ts";
import { Badge, type Tone } from "../../components/badge.tsx";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { Notice } from "../../components/notice.tsx";
import { Table } from "../../components/table.tsx";

const tones: Readonly<Record<CardCheckSummary, "good" | "warning" | "fault">> = {
  confirmed: "good",
  "no-certificates": "warning",
  "other-card": "warning",
  "not-genuine": "fault",
  differs: "warning",
  unconfirmed: "warning",
  incomplete: "warning",
  "not-proved": "warning",
};

/** The result of a check: one sentence, the proof of the key, and the table. */
export function CheckResult({ check, withPin }: { readonly check: CardCheck; readonly withPin: boolean }): ReactNode {
  const words = useWords();
  const { say, dateTime } = words;
  const id = useId();
  const { summary, rows, possession, checkedAt } = check;
  const proof = proofText(possession, withPin, words);
  return (
    <section className="check-result" aria-labelledby={id}>
      <FocusedHeading level={3}>{say(`check.${summary}`)}</FocusedHeading>
      <Notice tone={tones[summary]} isPolite>
        {proof === null ? null : <p>{proof}</p>}
        <p>{say(`check.${summary}Text`)}</p>
        <p className="quiet">{say("check.at", { at: dateTime(checkedAt) })}</p>
      </Notice>
      {rows.length === 0 ? null : (
        <>
          <h4 id={id}>{say("check.table")}</h4>
          <Table labelledBy={id}>
            <thead>
              <tr>
                <th scope="col">{say("check.certificate")}</th>
                <th scope="col">{say("check.onCard")}</th>
                <th scope="col">{say("certificate.inIdm")}</th>
                <th scope="col">{say("certificate.inCa")}</th>
                <th scope="col">{say("check.result")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={`${row.key ?? ""} ${row.serialOnCard ?? row.inIdm?.serial ?? ""}`} row={row} />
              ))}
            </tbody>
          </Table>
        </>
      )}
    </section>
  );
}

function Row({ row }: { readonly row: CardCheckRow }): ReactNode {
  const words = useWords();
  const { say } = words;
  const { serialOnCard, inIdm, verdict, ca } = row;
  const [tone, word] = verdicts[verdict];
  return (
    <tr>
      <th scope="row">{nameOf(row, words)}</th>
      <td className="serial">{serialOnCard ?? say("object.noValue")}</td>
      <td>
        {inIdm === null ? (
          say("object.noValue")
        ) : (
          <>
            <StateBadge state={inIdm.stateInIdm} />
            <span className="cell-note serial">{inIdm.serial}</span>
          </>
        )}
      </td>
      <td>
        <SaidByCa ca={ca} />
      </td>
      <td>
        <Badge tone={tone}>{say(word)}</Badge>
        <span className="cell-note">{whyText(row, words)}</span>
      </td>
    </tr>
  );
}

function SaidByCa({ ca }: { readonly ca: CaAnswer }): ReactNode {
  const { say, term, dateTime } = useWords();
  switch (ca.kind) {
    case "verified":
      return (
        <>
          <StateBadge state={ca.status} />
          <span className="cell-note">
            {ca.reason === null ? null : `${term("reason", ca.reason)}, `}
            {say(ca.by === "ocsp" ? "check.byOcsp" : "check.byCrl", { at: dateTime(ca.asOf) })}
          </span>
        </>
      );
    case "rejected":
      return say("check.notBelieved");
    case "unreachable":
      return say("check.noAnswer");
    case "no-address":
    case "not-asked":
      return say("check.notAskedCa");
    default:
      return assertNever(ca);
  }
}

const verdicts: Readonly<Record<CardCheckVerdict, readonly [Tone, MessageKey]>> = {
  agrees: ["good", "check.agrees"],
  differs: ["paused", "check.verdictDiffers"],
  unconfirmed: ["other", "check.verdictUnconfirmed"],
  "not-on-card": ["paused", "check.not-on-card"],
  "not-in-idm": ["paused", "check.not-in-idm"],
  "not-of-this-ca": ["ended", "check.not-of-this-ca"],
  unreadable: ["ended", "check.unreadable"],
};

/**
 * Returns the purpose in Identity Manager, or else the use of the key (NIST SP 800-73-4, part 1,
 * 3.1).
 */
function nameOf({ key, inIdm }: CardCheckRow, { say, term }: Words): string {
  if (inIdm !== null) return term("purpose", inIdm.purpose);
  switch (key) {
    case null:
      return say("object.noValue");
    case "9A":
      return term("purpose", "authentication");
    case "9C":
      return term("purpose", "signature");
    case "9D":
      return term("purpose", "encryption");
    case "9E":
      return say("check.cardAuthentication");
    default:
      return assertNever(key);
  }
}

function whyText({ verdict, inIdm, ca }: CardCheckRow, { say, term }: Words): string {
  switch (verdict) {
    case "agrees":
      return say("check.whyAgrees");
    case "differs": {
      const said = ca.kind === "verified" ? ca.status : "unknown";
      return say("check.whyDiffers", {
        inIdm: term("state", inIdm?.stateInCa ?? "unknown"),
        said: term("state", said),
      });
    }
    case "unconfirmed":
      if (ca.kind === "rejected") return say(rejected[ca.why] ?? "check.whyUnusable", { why: ca.why });
      return say(ca.kind === "unreachable" ? "check.whyNoAnswer" : "check.whyNoAddress");
    case "not-on-card":
      return say("check.whyNotOnCard");
    case "not-in-idm":
      return say("check.whyNotInIdm");
    case "not-of-this-ca":
      return say("check.whyNotOfThisCa");
    case "unreadable":
      return say("check.whyUnreadable");
    default:
      return assertNever(verdict);
  }
}

/** Answers of the CA that are not trusted, as far as the difference matters to the operator. */
const rejected: Readonly<Partial<Record<CaRejection, MessageKey>>> = {
  "wrong-signature": "check.whySigner",
  "responder-not-authorised": "check.whySigner",
  "responder-revoked": "check.whySigner",
  "responder-unconfirmed": "check.whySigner",
  "issuer-not-authorised": "check.whySigner",
  "not-yet-valid": "check.whyTime",
  expired: "check.whyTime",
  "nonce-missing": "check.whyReplayed",
  "nonce-mismatch": "check.whyReplayed",
  "other-certificate": "check.whyReplayed",
};

/** Returns the result of the proof; null if none was requested and no PIN was entered. */
function proofText(possession: Possession, withPin: boolean, { say }: Words): string | null {
  switch (possession.kind) {
    case "not-asked":
      return withPin ? say("check.pinNotUsed") : null;
    case "proved":
      return say("check.proved");
    case "wrong-signature":
      return say("check.wrongSignature");
    case "failed":
      return notSignedText(possession.error, say);
    default:
      return assertNever(possession);
  }
}

function notSignedText(error: Extract<Possession, { kind: "failed" }>["error"], say: Words["say"]): string {
  if (error.code === "pin-wrong") return say("check.pinWrong", { left: error.triesLeft });
  if (error.code === "pin-blocked") return say("check.pinBlocked");
  if (error.code === "key-missing") return say("check.keyMissing");
  return say("check.notSigned", { why: say(`error.${error.code}.happened`) });
}
