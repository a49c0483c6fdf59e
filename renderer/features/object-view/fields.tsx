import { useId, type ReactNode } from "react";
import type { IdmObject } from "#shared/idm/object.ts";
import { CopyButton } from "../../desk/copy-button.tsx";
import { bytesOf } from "../../parts/base64.ts";
import { useWords, type Words } from "../../desk/words.ts";

type Field = IdmObject["fields"][number];

/** The labelled values of an object. */
export function Fields({ fields }: { readonly fields: readonly Field[] }): ReactNode {
  const words = useWords();
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id} className="visually-hidden">
        {words.say("object.details")}
      </h2>
      <dl className="fields">
        {fields.map((field) => (
          <div key={field.name} className="fields-pair">
            <dt>{field.label}</dt>
            <dd>
              {shownValue(field, words)}
              {field.type === "STRING" && field.value ? <CopyButton text={field.value} what={field.label} /> : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function shownValue({ name, type, value }: Field, { say, term, date, dateTime }: Words): string {
  if (value === null || value === "") return say("object.noValue");
  if (type === "DATE") return value.includes("T") ? dateTime(value) : date(value);
  if (type === "BOOLEAN") return say(value === "true" ? "object.yes" : "object.no");
  if (type === "BYTES") return say("object.bytes", { count: bytesOf(value) });
  return name === "state" ? term("state", value) : value;
}
