import type { ReactNode } from "react";
import { withoutPersonState, type About } from "#shared/domain/about.ts";
import { AboutLine } from "../../parts/about-line.tsx";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { useWords } from "../../desk/words.ts";
import { formId, type OpenWizard } from "./wizard-entries.ts";

/** Whom the wizard is about, and where it is. */
export function WizardHead({ wizard }: { readonly wizard: OpenWizard }): ReactNode {
  const { say } = useWords();
  const isAtForm = wizard.kind === "starting" || wizard.kind === "form" || wizard.kind === "advancing";
  return (
    <>
      <ol className="wizard-steps" aria-label={say("wizard.steps")}>
        <li aria-current={isAtForm ? "step" : undefined}>
          {isAtForm ? (
            <FocusedHeading key={formId(wizard)} level={3}>
              {say("wizard.stepCheck")}
            </FocusedHeading>
          ) : (
            say("wizard.stepCheck")
          )}
        </li>
        <li aria-current={isAtForm ? undefined : "step"}>{say("wizard.stepResult")}</li>
      </ol>
      <AboutLine about={aboutNow(wizard)} label={wizard.label} />
    </>
  );
}

/**
 * Whom the wizard is about. After a process was carried out, the state of the user is the one that
 * was read again, or none: the process may have changed it.
 */
function aboutNow({ about, ...wizard }: OpenWizard): About | null {
  if (wizard.kind !== "done") return about;
  const { readBack } = wizard;
  const read = readBack.kind === "confirmed" || readBack.kind === "differs" ? (readBack.object?.about ?? null) : null;
  return read ?? withoutPersonState(about);
}
