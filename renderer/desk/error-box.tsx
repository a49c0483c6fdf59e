import "./error-box.css";
import { useState, type ReactNode } from "react";
import { errorNumber } from "#shared/error-numbers.ts";
import { isolated } from "#shared/text.ts";
import type { OperatorError } from "#shared/errors.ts";
import { Button } from "../components/button.tsx";
import { Disclosure } from "../components/disclosure.tsx";
import { Notice } from "../components/notice.tsx";
import { useIsOverPage } from "../components/over-page.ts";
import { copyText } from "./copy-text.ts";
import { useCatalogue } from "./catalogue-link.ts";
import { useWords } from "./words.ts";

interface ErrorBoxProps {
  readonly error: OperatorError;
  /** Whether data beside it was read earlier and may be out of date. */
  readonly isStale?: boolean;
  /** Buttons for the remedies available here. */
  readonly children?: ReactNode;
}

/**
 * An operator error: the event, its meaning for the card, the next step, and code and details to
 * copy.
 */
export function ErrorBox({ error, isStale = false, children }: ErrorBoxProps): ReactNode {
  const { say, term } = useWords();
  const { detail, kind } = error.params;
  return (
    <Notice tone="fault" role="alert" title={say(`error.${error.code}.happened`)}>
      <p>
        {isStale ? `${say("error.stale")} ` : null}
        {say(`error.${error.code}.means`)} <span className="error-next">{say(`error.${error.code}.next`)}</span>
      </p>
      {typeof detail === "string" && detail !== "" ? <p className="quiet">{say("error.said", { detail })}</p> : null}
      {error.code === "bundle-unreadable" ? <p>{term("bundleFault", String(error.params["reason"]))}</p> : null}
      {error.code === "step-unknown" && kind !== undefined ? <p>{say("error.kind", { kind })}</p> : null}
      <div className="error-foot">
        {children}
        <ErrorCode error={error} />
      </div>
    </Notice>
  );
}

/**
 * A short form of ErrorBox for a small cause or a narrow place: one sentence, the rest on demand.
 */
export function ErrorLine({ error, children }: Pick<ErrorBoxProps, "error" | "children">): ReactNode {
  const { say } = useWords();
  return (
    <Notice tone="fault" role="alert" title={say(`error.${error.code}.happened`)}>
      {children}
      <Disclosure title={say("app.details")}>
        <p>{say(`error.${error.code}.means`)}</p>
        <p className="error-next">{say(`error.${error.code}.next`)}</p>
        <div className="error-foot">
          <ErrorCode error={error} />
        </div>
      </Disclosure>
    </Notice>
  );
}

function ErrorCode({ error }: Pick<ErrorBoxProps, "error">): ReactNode {
  const { say } = useWords();
  const { code, trace } = error;
  return (
    <>
      <CopyDetails error={error} />
      <CatalogueLink code={code} />
      <span className="error-code">
        {say("error.code", { code })} · {errorNumber(code)}
      </span>
      {trace === undefined ? null : <span className="error-trace">{say("error.trace", { trace })}</span>}
    </>
  );
}

/**
 * Opens the error in the catalogue. A dialog would stay in front of it, so there the catalogue's
 * text for support is shown in place.
 */
function CatalogueLink({ code }: Pick<OperatorError, "code">): ReactNode {
  const { say } = useWords();
  const open = useCatalogue();
  const isOverPage = useIsOverPage();
  if (open === null || isOverPage)
    return <Disclosure title={say("errors.support")}>{say(`error.${code}.support`)}</Disclosure>;
  return (
    <Button kind="quiet" onPress={() => open(code)}>
      {say("error.explained")}
    </Button>
  );
}

type Copied = { readonly kind: "not-yet" | "copied" } | { readonly kind: "failed"; readonly text: string };

function CopyDetails({ error }: { readonly error: OperatorError }): ReactNode {
  const { say } = useWords();
  const [copied, setCopied] = useState<Copied>({ kind: "not-yet" });

  async function copy(): Promise<void> {
    const text = supportText(error, new Date());
    setCopied((await copyText(text)) ? { kind: "copied" } : { kind: "failed", text });
  }

  return (
    <>
      <Button kind="quiet" onPress={() => void copy()}>
        {say("error.copy")}
      </Button>
      <output>{copied.kind === "copied" ? say("error.copied") : ""}</output>
      {copied.kind === "failed" ? (
        <span className="error-details">
          {say("error.copyFailed")} <code>{copied.text}</code>
        </span>
      ) : null}
    </>
  );
}

const traceLine = ({ trace }: OperatorError): string => (trace === undefined ? "" : `trace ${trace}`);

/** Formats the details for support: the same in every language. */
function supportText(error: OperatorError, at: Date): string {
  const params = Object.entries(error.params).map(([name, value]) => `${name}: ${isolated(String(value))}`);
  return [
    `CardDesk ${errorNumber(error.code)} ${error.code}`,
    ...params,
    error.details,
    traceLine(error),
    at.toISOString(),
  ]
    .filter((line) => line !== "")
    .join("\n");
}
