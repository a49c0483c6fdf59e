import { useEffect, useState, type ReactNode } from "react";
import { useWords } from "../../desk/words.ts";

const minute = 60_000;
const units = [
  ["day", 24 * 60],
  ["hour", 60],
  ["minute", 1],
] as const;

/** The time since `since`, such as `9 min`; the full date and time is in the tool tip. */
export function Age({ since }: { readonly since: string }): ReactNode {
  const { locale, dateTime } = useWords();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), minute);
    return () => clearInterval(ticking);
  }, []);
  const minutes = Math.max(1, Math.floor((now - Date.parse(since)) / minute));
  const [unit, size] = units.find(([, least]) => minutes >= least) ?? (["minute", 1] as const);
  const format = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" });
  return (
    <time className="nowrap" dateTime={since} title={dateTime(since)}>
      {format.format(Math.floor(minutes / size))}
    </time>
  );
}
