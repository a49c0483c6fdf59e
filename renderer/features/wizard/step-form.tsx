import type { FormEvent, ReactNode } from "react";
import { useStore } from "zustand";
import type { FormStep, Values } from "#shared/idm/instance.ts";
import { useDesk } from "../../app/desk.ts";
import { useWords } from "../../app/words.ts";
import { ChangesTable } from "./changes-table.tsx";
import { FormFieldInput } from "./form-field-input.tsx";
import { valuesOf } from "./wizard-entries.ts";
import type { OpenWizard } from "./wizard-dialog.tsx";

/** Names of the fields that must have a value and have none. A BOOLEAN always has one. */
export function missingFields(fields: FormStep["fields"], values: Values): string[] {
  return fields
    .filter((field) => field.required && (values[field.name] ?? "") === "" && field.type !== "BOOLEAN")
    .map((field) => field.name);
}

interface StepFormProps {
  readonly wizard: OpenWizard;
  readonly form: FormStep;
  readonly isReadOnly: boolean;
  readonly showMissing: boolean;
  readonly onNext: () => void;
}

/** A form of the back end: its text, its fields by their types, and what will change on Next. */
export function StepForm({ wizard, form, isReadOnly, showMissing, onNext }: StepFormProps): ReactNode {
  const { wizardEntries } = useDesk();
  const { say } = useWords();
  const entries = useStore(wizardEntries);
  const values = valuesOf(wizard, entries);
  const missing = showMissing ? missingFields(form.fields, values) : [];

  function submit(event: FormEvent): void {
    event.preventDefault();
    onNext();
  }

  return (
    <form className="stack" noValidate onSubmit={submit}>
      {form.text === "" ? null : <p>{form.text}</p>}
      {form.fields.map((field) => (
        <FormFieldInput
          key={field.name}
          field={field}
          value={values[field.name] ?? null}
          onChange={(value) => entries.enter(wizard, field.name, value)}
          isReadOnly={isReadOnly}
          fault={missing.includes(field.name) ? say("wizard.requiredMissing", { label: field.label }) : null}
        />
      ))}
      <ChangesTable title={say("wizard.willChange")} changes={form.changes} />
      {/* Lets Enter in a field mean Next. */}
      <input type="submit" hidden />
    </form>
  );
}
