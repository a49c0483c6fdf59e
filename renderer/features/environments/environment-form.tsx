import "./environments.css";
import type { ReactNode } from "react";
import { environmentColours, wayKinds } from "#shared/ipc/environments.ts";
import { ChoiceGroup } from "../../components/choice-group.tsx";
import { Disclosure } from "../../components/disclosure.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { TextField } from "../../components/text-field.tsx";
import { useWords } from "../../desk/words.ts";
import { ColourDot } from "../../parts/environment/environment-mark.tsx";
import { CaField } from "./ca-field.tsx";
import type { Fault, Typed } from "./typed.ts";
import { WaysField } from "./ways-field.tsx";

interface EnvironmentFormProps {
  readonly typed: Typed;
  readonly onChange: (change: Partial<Typed>) => void;
  readonly faults: ReadonlySet<Fault>;
}

const proxies = ["system", "none", "own"] as const;

/** The fields of an environment; those that rarely differ from the usual are folded. */
export function EnvironmentForm({ typed, onChange, faults }: EnvironmentFormProps): ReactNode {
  const { say } = useWords();
  const fault = (...known: readonly Fault[]): string | null => {
    const found = known.find((each) => faults.has(each));
    return found === undefined ? null : say(`environments.fault.${found}`);
  };
  return (
    <>
      <TextField
        // The form opens with the focus here.
        ref={focus}
        label={say("environments.name")}
        value={typed.name}
        onChange={(name) => onChange({ name })}
        isRequired
        hint={say("environments.nameHint")}
        fault={fault("name.taken", "name")}
      />
      <TextField
        label={say("environments.url")}
        value={typed.url}
        onChange={(url) => onChange({ url })}
        isRequired
        hint={say("environments.urlHint")}
        fault={fault("url")}
      />
      <div className="environments-colours">
        <ChoiceGroup
          label={say("environments.colour")}
          value={typed.colour}
          choices={environmentColours.map((colour) => ({
            value: colour,
            label: (
              <>
                <ColourDot colour={colour} />
                {say(`environments.colour.${colour}`)}
              </>
            ),
          }))}
          onChange={(colour) => onChange({ colour })}
        />
      </div>
      <Disclosure title={say("environments.more")} startsOpen={isUnusual(typed)}>
        <div className="stack environments-more">
          <CaField ca={typed.ca} onChange={(ca) => onChange({ ca })} fault={fault("ca")} />
          <SelectField
            label={say("environments.proxy")}
            value={typed.proxy}
            choices={proxies.map((value) => ({ value, label: say(`environments.proxy.${value}`) }))}
            onChange={(value) => onChange({ proxy: proxies.find((known) => known === value) ?? "system" })}
          />
          {typed.proxy === "own" ? (
            <TextField
              label={say("environments.proxyUrl")}
              value={typed.proxyUrl}
              onChange={(proxyUrl) => onChange({ proxyUrl })}
              fault={fault("proxy")}
            />
          ) : null}
          <TextField
            label={say("environments.bridge")}
            value={typed.bridge}
            onChange={(bridge) => onChange({ bridge })}
            hint={say("environments.bridgeHint")}
            fault={fault("bridge")}
          />
          <WaysField ways={typed.ways} onChange={(ways) => onChange({ ways })} fault={fault("ways")} />
        </div>
      </Disclosure>
    </>
  );
}

/** Whether a folded field differs from the usual. */
const isUnusual = ({ ca, proxy, bridge, ways }: Typed): boolean =>
  ca !== null || proxy !== "system" || bridge !== "" || ways.length !== wayKinds.length;

function focus(input: HTMLInputElement | null): void {
  input?.focus();
}
