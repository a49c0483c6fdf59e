import "./about-line.css";
import type { ReactNode } from "react";
import type { About } from "#shared/domain/about.ts";
import { StateBadge } from "../desk/state-badge.tsx";
import { useWords } from "../desk/words.ts";

interface AboutLineProps {
  readonly about: About | null;
  /** The object's name if the back end does not return `about`. */
  readonly label: string;
}

/** The object, its person and the state of their user, in one line. */
export function AboutLine({ about, label }: AboutLineProps): ReactNode {
  return (
    <p className="about-line">
      <strong className="nowrap" dir="auto">
        {about?.label ?? label}
      </strong>
      <AboutPerson about={about} />
    </p>
  );
}

/** The person of an object whose label is shown beside it. */
export function AboutPerson({ about }: Pick<AboutLineProps, "about">): ReactNode {
  const { say } = useWords();
  if (about === null) return null;
  const { person, department, personState } = about;
  return (
    <>
      {person === null ? null : (
        <span className="about-part" dir="auto">
          {person}
        </span>
      )}
      {department === null ? null : (
        <span className="about-part quiet" dir="auto">
          {department}
        </span>
      )}
      {personState === null ? null : (
        <span className="about-part nowrap">
          {say("about.user")} <StateBadge state={personState} of="user" />
        </span>
      )}
    </>
  );
}
