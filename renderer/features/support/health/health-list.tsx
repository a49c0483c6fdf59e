import "./health.css";
import { useId, type ReactNode } from "react";
import {
  healthIds,
  worstLevel,
  countLevels,
  type Health,
  type HealthCheck,
  type HealthId,
  type HealthLevel,
} from "#shared/ipc/health.ts";
import { Badge, type Tone } from "../../../components/badge.tsx";
import { Button } from "../../../components/button.tsx";
import { Notice } from "../../../components/notice.tsx";
import { Table } from "../../../components/table.tsx";
import { ErrorBox } from "../../../desk/error-box.tsx";
import { useCore } from "../../../desk/desk.ts";
import { useWords } from "../../../desk/words.ts";
import { CopyTextButton } from "../../../parts/copy-text-button.tsx";
import { foundText, nextText, reportText } from "../../../parts/health-text.ts";
import { useHealth } from "./use-health.ts";

/** Whether everything that CardDesk needs works, and what to do if it does not. */
export function HealthList(): ReactNode {
  const { health, refused, checkAgain } = useHealth();
  const words = useWords();
  const info = useCore((state) => state.info);
  const heading = useId();
  const { report, asking } = health;
  const checks = report?.checks ?? [];
  return (
    <div className="stack health">
      <Summary health={health} />
      {refused === null ? null : <ErrorBox error={refused} />}
      <div className="health-bar">
        <Button isPending={asking.length > 0} onPress={checkAgain}>
          {words.say("health.again")}
        </Button>
        {report === null ? null : (
          <CopyTextButton text={reportText(report, info, words)} label={words.say("health.copy")} />
        )}
      </div>
      <h2 id={heading} className="visually-hidden">
        {words.say("health.title")}
      </h2>
      <Table labelledBy={heading}>
        <thead>
          <tr>
            <th scope="col">{words.say("health.check")}</th>
            <th scope="col" className="health-state">
              {words.say("health.state")}
            </th>
            <th scope="col">{words.say("health.found")}</th>
          </tr>
        </thead>
        <tbody>
          {healthIds.map((id) => {
            const check = checks.find((each) => each.id === id);
            return check === undefined && !asking.includes(id) ? null : <Row key={id} id={id} check={check} />;
          })}
        </tbody>
      </Table>
    </div>
  );
}

const tones: Readonly<Record<HealthLevel, Tone>> = {
  good: "good",
  attention: "paused",
  bad: "ended",
  unknown: "other",
};

interface RowProps {
  readonly id: HealthId;
  /** Undefined while its answer is awaited. */
  readonly check: HealthCheck | undefined;
}

function Row({ id, check }: RowProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const next = check === undefined ? null : nextText(check, words);
  return (
    <tr>
      <th scope="row">{say(`health.name.${id}`)}</th>
      <td>
        {check === undefined ? (
          <Badge tone="fresh">{say("health.asking")}</Badge>
        ) : (
          <Badge tone={tones[check.level]}>{say(`health.level.${check.level}`)}</Badge>
        )}
      </td>
      <td className="health-found">
        {check === undefined ? say("health.stillAsking") : foundText(check, words)}
        {next === null ? null : <span className="cell-note">{next}</span>}
      </td>
    </tr>
  );
}

const notices = { good: "good", attention: "warning", bad: "fault", unknown: "good" } as const;

/** The overall result in one sentence, its time, and the number of checks at each level. */
function Summary({ health: { report, asking } }: { readonly health: Health }): ReactNode {
  const { say, dateTime, locale } = useWords();
  if (report === null || asking.length > 0) {
    return (
      <Notice tone="wait" title={say("health.summary.asking")} isPolite>
        {/* As high as the summary to come; not announced, because each answer would interrupt. */}
        <p aria-live="off">{say("health.answered", { count: report?.checks.length ?? 0 })}</p>
      </Notice>
    );
  }
  const { checks, readAt } = report;
  const level = worstLevel(checks);
  const counts = { ...countLevels(checks), total: checks.length };
  const worst = checks.filter((check) => check.level === level).map(({ id }) => say(`health.name.${id}`));
  const names = new Intl.ListFormat(locale).format(worst);
  return (
    <Notice tone={notices[level]} title={say(`health.summary.${level}`, { names })} isPolite>
      <p>
        {say("health.counts", counts)} {say("health.readAt", { at: dateTime(readAt) })}
      </p>
    </Notice>
  );
}
