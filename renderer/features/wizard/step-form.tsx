import type { FormEvent, ReactNode } from "react";
import { useStore } from "zustand";
import type { FormStep } from "#shared/idm/instance.ts";
import { inactiveUserState, type About } from "#shared/domain/about.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { Notice } from "../../components/notice.tsx";
import { useDesk } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { ChangesTable } from "../../parts/changes-table.tsx";
import { FormFieldInput } from "../../parts/form-field-input.tsx";
import { missingFields } from "../../parts/missing-fields.ts";
import { PlannedDifference } from "../../parts/state-difference.tsx";
import { valuesOf, wizardEntries, type OpenWizard } from "./wizard-entries.ts";

interface StepFormProps {
  readonly wizard: OpenWizard;
  readonly form: FormStep;
  readonly isReadOnly: boolean;
  readonly showMissing: boolean;
  readonly onNext: () => void;
}

/** A form of the back end: its text, its fields by their types, and what will change on Next. */
export function StepForm({ wizard, form, isReadOnly, showMissing, onNext }: StepFormProps): ReactNode {
  const { say } = useWords();
  const entries = useStore(wizardEntries(useDesk()));
  const values = valuesOf(wizard, entries);
  const missing = showMissing ? missingFields(form.fields, values) : [];

  function submit(event: FormEvent): void {
    event.preventDefault();
    onNext();
  }

  return (
    <form className="stack" noValidate onSubmit={submit}>
      <UserNotActive about={form.about} object={wizard.object} />
      {form.irreversible ? (
        <Notice tone="fault" title={say("wizard.irreversible")}>
          {form.text === "" ? null : <p>{form.text}</p>}
        </Notice>
      ) : form.text === "" ? null : (
        <p>{form.text}</p>
      )}
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
      <div>
        <ChangesTable title={say("wizard.willChange")} changes={form.changes} />
        <PlannedDifference changes={form.changes} />
      </div>
      {/* Lets Enter in a field mean Next. */}
      <input type="submit" hidden />
    </form>
  );
}

/**
 * Warns that a card's user is not active: a caller may no longer be the person they claim to be.
 */
function UserNotActive({ about, object }: { readonly about: About | null; readonly object: Ref }): ReactNode {
  const { say } = useWords();
  if (inactiveUserState(object, about) === null) return null;
  return (
    <Notice tone="warning">
      <p>{say("wizard.userNotActive")}</p>
    </Notice>
  );
}
