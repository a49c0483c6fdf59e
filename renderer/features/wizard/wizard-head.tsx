import type { ReactNode } from "react";
import { withoutPersonState, type About } from "#shared/domain/about.ts";
import { AboutLine } from "../../parts/about-line.tsx";
import { Avatar } from "../../components/avatar.tsx";
import { Steps } from "../../components/steps.tsx";
import { useWords } from "../../desk/words.ts";
import type { OpenWizard } from "./wizard-entries.ts";

interface WizardHeadProps {
  readonly wizard: OpenWizard;
}

/** The steps of the wizard, with the current one marked. */
export function WizardSteps({ wizard }: WizardHeadProps): ReactNode {
  const { say } = useWords();
  const isAtForm = wizard.kind === "starting" || wizard.kind === "form" || wizard.kind === "advancing";
  return (
    <Steps
      label={say("wizard.steps")}
      steps={[say("wizard.stepCheck"), say("wizard.stepResult")]}
      current={isAtForm ? 0 : 1}
    />
  );
}

/** The initials of the person that it is about. */
export function WizardAvatar({ wizard: { about } }: WizardHeadProps): ReactNode {
  const person = about?.person ?? null;
  return person === null ? null : <Avatar name={person} size="large" />;
}

/** Whom the wizard is about. */
export function WizardAbout({ wizard }: WizardHeadProps): ReactNode {
  return <AboutLine about={aboutNow(wizard)} label={wizard.label} />;
}

/**
 * Returns whom the wizard is about. Once a process has run, the user's state is the one that was
 * read back, or none: the process may have changed it.
 */
export function aboutNow({ about, ...wizard }: OpenWizard): About | null {
  if (wizard.kind !== "done") return about;
  const { readBack } = wizard;
  const read = readBack.kind === "confirmed" || readBack.kind === "differs" ? (readBack.object?.about ?? null) : null;
  return read ?? withoutPersonState(about);
}
