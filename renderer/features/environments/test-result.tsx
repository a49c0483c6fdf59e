import { useId, type ReactNode } from "react";
import { worstLevel, type HealthLevel } from "#shared/ipc/health.ts";
import type { EnvironmentTest } from "#shared/ipc/environments.ts";
import { Badge, type Tone } from "../../components/badge.tsx";
import { Notice } from "../../components/notice.tsx";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { foundText, nextText } from "../../parts/health-text.ts";
import type { Testing } from "./use-editor.ts";

const tones: Readonly<Record<HealthLevel, Tone>> = {
  good: "good",
  attention: "paused",
  bad: "ended",
  unknown: "other",
};
const notices = { good: "good", attention: "warning", bad: "fault", unknown: "warning" } as const;

/**
 * The result of an environment's test: each check, what to do about it, and the server's product
 * and certificates.
 */
export function TestResult({ testing }: { readonly testing: Testing }): ReactNode {
  const { say } = useWords();
  if (testing.kind === "none") return null;
  if (testing.kind === "refused") return <ErrorBox error={testing.error} />;
  if (testing.kind === "asking") return <Notice tone="wait" title={say("environments.testing")} isPolite />;
  return <Answered test={testing.test} />;
}

function Answered({ test: { checks, chain, product } }: { readonly test: EnvironmentTest }): ReactNode {
  const words = useWords();
  const { say, date } = words;
  const heading = useId();
  const level = worstLevel(checks);
  return (
    <section ref={intoView} className="environments-test" aria-labelledby={heading}>
      <h2 id={heading} className="visually-hidden">
        {say("environments.testResult")}
      </h2>
      <Notice tone={notices[level]} title={say(`environments.tested.${level}`)} isPolite>
        {product === null ? null : <p>{product}</p>}
      </Notice>
      <ul>
        {checks.map((check) => {
          const next = nextText(check, words);
          return (
            <li key={check.id} className="environments-check">
              <strong>{say(`health.name.${check.id}`)}</strong>
              <Badge tone={tones[check.level]}>{say(`health.level.${check.level}`)}</Badge>
              <span className="environments-found">
                {foundText(check, words)}
                {next === null ? null : <span className="cell-note">{next}</span>}
              </span>
            </li>
          );
        })}
      </ul>
      {chain.length === 0 ? null : (
        <>
          <h3>{say("environments.chain")}</h3>
          <ol className="environments-chain">
            {chain.map(({ subject, issuer, until }) => (
              <li key={subject}>
                {subject}
                <span className="cell-note">
                  {until === null
                    ? say("environments.issuer", { issuer })
                    : say("environments.issuerUntil", { issuer, until: date(until) })}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

/** Scrolls to the result, which appears below the fields. */
function intoView(result: HTMLElement | null): void {
  result?.scrollIntoView({ block: "nearest" });
}
