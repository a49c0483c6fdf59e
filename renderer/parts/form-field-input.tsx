import { useId, useState, type ReactNode } from "react";
import type { FieldValue, FormField } from "#shared/idm/instance.ts";
import { useWords } from "../desk/words.ts";
import { Button } from "../components/button.tsx";
import { DateField } from "../components/date-field.tsx";
import { SelectField } from "../components/select-field.tsx";
import { FieldFault, FieldMark, TextField } from "../components/text-field.tsx";
import { bytesOf } from "./base64.ts";

interface FormFieldProps {
  readonly field: FormField;
  readonly value: FieldValue;
  readonly onChange: (value: FieldValue) => void;
  readonly isReadOnly: boolean;
  readonly fault: string | null;
}

/** A field of a back end's form, by its type; a field of unknown type is shown read-only. */
export function FormFieldInput(props: FormFieldProps): ReactNode {
  return (
    <div data-field={props.field.name}>
      <ByType {...props} />
    </div>
  );
}

function ByType(props: FormFieldProps): ReactNode {
  const { field, value, onChange, isReadOnly, fault } = props;
  const { say } = useWords();
  const common = { label: field.label, isRequired: field.required, requiredMark: say("wizard.required"), fault };
  const text = typeof value === "string" ? value : "";
  switch (field.type) {
    case "STRING":
      return <TextField {...common} value={text} onChange={onChange} isReadOnly={isReadOnly} />;
    case "DATE":
      return <DateField {...common} value={text} onChange={onChange} isReadOnly={isReadOnly} />;
    case "CHOICE":
      return (
        <SelectField
          {...common}
          value={text}
          choices={field.choices}
          placeholder={say("wizard.choose")}
          onChange={onChange}
          isDisabled={isReadOnly}
        />
      );
    case "BOOLEAN":
      return (
        <label className="check">
          <input
            type="checkbox"
            checked={value === true}
            disabled={isReadOnly}
            onChange={(event) => onChange(event.target.checked)}
          />
          {field.label}
        </label>
      );
    case "BYTES":
      return <FileField {...props} text={text} />;
    default:
      return (
        <dl className="field">
          <dt className="field-label">{field.label}</dt>
          <dd>{value === null ? say("object.noValue") : String(value)}</dd>
          <dd className="field-hint">{say("wizard.unknownType", { type: field.type })}</dd>
        </dl>
      );
  }
}

/** A file, kept as Base64. */
function FileField({
  field,
  text,
  onChange,
  isReadOnly,
  fault,
}: FormFieldProps & { readonly text: string }): ReactNode {
  const { say } = useWords();
  const id = useId();
  // Changes the key of the file input, which is the only way to empty it.
  const [round, setRound] = useState(0);

  function read(file: File | undefined): void {
    if (file === undefined) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      // data:(type);base64,(content)
      if (typeof reader.result === "string") onChange(reader.result.slice(reader.result.indexOf(",") + 1));
    });
    reader.readAsDataURL(file);
  }

  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        {field.label}
        {field.required ? <FieldMark text={say("wizard.required")} /> : null}
      </label>
      <input
        key={round}
        id={id}
        type="file"
        disabled={isReadOnly}
        aria-required={field.required}
        aria-invalid={fault ? true : undefined}
        aria-describedby={`${id}-chosen${fault ? ` ${id}-fault` : ""}`}
        onChange={(event) => read(event.target.files?.[0])}
      />
      <output id={`${id}-chosen`} className="field-hint">
        {text === "" ? "" : say("wizard.file", { count: bytesOf(text) })}
      </output>
      {text === "" || isReadOnly ? null : (
        <Button
          kind="quiet"
          onPress={() => {
            setRound(round + 1);
            onChange(null);
          }}
        >
          {say("wizard.removeFile")}
        </Button>
      )}
      {fault ? <FieldFault id={`${id}-fault`} text={fault} /> : null}
    </div>
  );
}
