import type { ReactNode } from "react";
import { shortestPassphrase } from "#shared/ipc/offline.ts";
import { mostObjects } from "#shared/idm/offline.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { StateField } from "../../parts/state-field.tsx";
import { useWords } from "../../desk/words.ts";
import { SelectField } from "../../components/select-field.tsx";
import { TextField } from "../../components/text-field.tsx";
import type { Take } from "./use-take.ts";

interface TakeFormProps {
  readonly take: Take;
  /** The form appears at a press and takes the focus. */
  readonly isFocused?: boolean;
}

/** Which objects are taken, and for how long; its button is at the foot of the screen. */
export function TakeForm({ take, isFocused = false }: TakeFormProps): ReactNode {
  const { say } = useWords();
  const { entries, change, configurations, chosen, hours, error, isPossible, submit } = take;
  const { needsPassphrase, passphraseFault } = take;
  if (!isPossible) return <p className="quiet">{say("take.needsConnection")}</p>;
  return (
    <form
      className="stack"
      noValidate
      ref={isFocused ? focusFirst : undefined}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="take-fields">
        <SelectField
          label={say("take.configuration")}
          value={chosen?.id ?? ""}
          choices={configurations.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(configuration) => change({ configuration, state: "" })}
        />
        <TextField label={say("take.q")} value={entries.q} onChange={(q) => change({ q })} hint={say("take.qHint")} />
        <StateField objectType={chosen?.objectType} value={entries.state} onChange={(state) => change({ state })} />
        <TextField
          label={say("take.hours")}
          type="number"
          value={entries.hours}
          onChange={(text) => change({ hours: text })}
          hint={say("take.hoursHint")}
          fault={hours === null ? say("take.hoursFault") : null}
        />
      </div>
      {needsPassphrase ? (
        <div className="take-fields">
          <TextField
            label={say("take.passphrase")}
            type="password"
            autoComplete="new-password"
            value={entries.passphrase}
            onChange={(passphrase) => change({ passphrase })}
            hint={say("take.passphraseHint", { least: shortestPassphrase })}
            fault={passphraseFault === "short" ? say("take.passphraseShort", { least: shortestPassphrase }) : null}
          />
          <TextField
            label={say("take.repeated")}
            type="password"
            autoComplete="new-password"
            value={entries.repeated}
            onChange={(repeated) => change({ repeated })}
            fault={passphraseFault === "differs" ? say("take.passphraseDiffers") : null}
          />
        </div>
      ) : null}
      <p className="quiet">{say("take.limit", { limit: mostObjects })}</p>
      {error === null ? null : <ErrorBox error={error} />}
      {/* Enter in a field submits the form; the visible button is at the foot of the screen. */}
      <input type="submit" hidden aria-label={say("take.submit")} />
    </form>
  );
}

const focusFirst = (form: HTMLFormElement | null): void => form?.querySelector<HTMLElement>("select, input")?.focus();
