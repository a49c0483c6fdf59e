import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createIntl } from "react-intl";
import { z } from "zod";
import { countLevels, healthValues, type HealthReport } from "#shared/ipc/health.ts";

/** The English messages of the Health tab: the doctor uses the operator's wording. */
const catalogue = join(import.meta.dirname, "../../renderer/app/messages/en/health.json");
const catalogueSchema = z.record(z.string(), z.object({ defaultMessage: z.string() }));

/** Formats a report for a terminal, in English; times are UTC. */
export function tableOf({ readAt, checks }: HealthReport): string {
  const messages = Object.entries(catalogueSchema.parse(JSON.parse(readFileSync(catalogue, "utf8")))).map(
    ([key, { defaultMessage }]): [string, string] => [key, defaultMessage],
  );
  const intl = createIntl({ locale: "en", messages: Object.fromEntries(messages) });
  const has = new Set(messages.map(([key]) => key));
  const say = (id: string, values = {}): string => intl.formatMessage({ id }, values);

  const lines = checks.flatMap(({ id, level, code, params }) => {
    const values = healthValues(params, utc);
    const next = `health.${code}.next`;
    const name = say(`health.name.${id}`);
    const line = `${say(`health.level.${level}`).padEnd(12)}${name.padEnd(20)}${say(`health.${code}`, values)}`;
    return has.has(next) ? [line, `${" ".repeat(32)}${say(next, values)}`] : [line];
  });
  const counts = countLevels(checks);
  const summary = say("health.counts", { ...counts, total: checks.length });
  return `${[...lines, "", `${summary} ${utc(readAt)}`].join("\n")}\n`;
}

const utc = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;
