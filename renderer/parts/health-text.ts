import type { AppInfo } from "#shared/ipc/app.ts";
import { healthValues, type HealthCheck, type HealthReport } from "#shared/ipc/health.ts";
import type { Words } from "../desk/words.ts";

/** Returns the result of a check in one sentence. */
export const foundText = (check: HealthCheck, words: Words): string =>
  words.say(`health.${check.code}`, valuesOf(check, words));

/** Returns the next step; null if nothing needs to be done. */
export function nextText(check: HealthCheck, words: Words): string | null {
  return check.level === "good" ? null : words.say(`health.${check.code}.next`, valuesOf(check, words));
}

const valuesOf = ({ params }: HealthCheck, words: Words) => healthValues(params, (iso) => words.dateTime(iso));

/** Formats the whole list as text, with the codes that support looks up. */
export function reportText({ readAt, checks }: HealthReport, { version, shell }: AppInfo, words: Words): string {
  const { say, dateTime } = words;
  const lines = checks.map((check) => {
    const { id, level, code } = check;
    const sentences = [foundText(check, words), nextText(check, words)].filter((text) => text !== null).join(" ");
    return `${say(`health.level.${level}`)}\t${say(`health.name.${id}`)}: ${sentences} [${code}]`;
  });
  return [`CardDesk ${version} (${shell}). ${say("health.readAt", { at: dateTime(readAt) })}`, ...lines].join("\n");
}
