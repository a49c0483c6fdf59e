import "./field.css";
import "./date-field.css";
import { parseDate, type CalendarDate } from "@internationalized/date";
import { useId, type ReactNode } from "react";
import { DateField as AriaDateField, DateInput, DateSegment } from "react-aria-components/DateField";
import { Label } from "react-aria-components/Label";
import { FieldFault, FieldMark } from "./text-field.tsx";

interface DateFieldProps {
  readonly label: string;
  /** `YYYY-MM-DD`, or empty. */
  readonly value: string;
  /** Called with a complete date, or with an empty text. */
  readonly onChange: (value: string) => void;
  readonly isRequired?: boolean;
  readonly requiredMark?: string;
  readonly isReadOnly?: boolean;
  readonly fault?: string | null;
}

/**
 * A date field with the order and names of the page's language; the browser's own field would use
 * those of the browser.
 */
export function DateField(props: DateFieldProps): ReactNode {
  const { label, value, onChange, isRequired = false, requiredMark, isReadOnly = false, fault = null } = props;
  const faultId = useId();
  return (
    <AriaDateField
      className="field"
      value={dateOf(value)}
      onChange={(date) => onChange(date?.toString() ?? "")}
      isRequired={isRequired}
      isReadOnly={isReadOnly}
      isInvalid={fault !== null}
      validationBehavior="aria"
      shouldForceLeadingZeros
      {...(fault === null ? {} : { "aria-describedby": faultId })}
    >
      <Label className="field-label">
        {label}
        {isRequired && requiredMark !== undefined ? <FieldMark text={requiredMark} /> : null}
      </Label>
      <DateInput className="field-input date-input">
        {(segment) => <DateSegment segment={segment} className="date-segment" />}
      </DateInput>
      {fault === null ? null : <FieldFault id={faultId} text={fault} />}
    </AriaDateField>
  );
}

/** Parses a date; null for any other text, because a form of a back end may hold anything. */
function dateOf(value: string): CalendarDate | null {
  try {
    return parseDate(value);
  } catch {
    return null;
  }
}
