import type { DatabaseSync } from "node:sqlite";
import type { Change } from "#shared/domain/change.ts";
import type { Step } from "#shared/idm/instance.ts";
import type { Problem } from "#shared/idm/problem.ts";
import { findCertificate } from "../store/objects.ts";
import { word, type Texts } from "../texts/texts.ts";

/** Returns changes that were stored in another operator's language in that of the reader. */
export function changesInWords(db: DatabaseSync, changes: readonly Change[], texts: Texts): Change[] {
  return changes.map((change) => {
    const { subject } = change;
    const certificate = subject.type === "certificate" ? findCertificate(db, subject.id) : undefined;
    if (certificate === undefined) return change;
    return { ...change, subject: { ...subject, label: `${word(texts.purposes, certificate.purpose)} ${subject.id}` } };
  });
}

/** Returns a stored problem in the reader's language; its `detail` stays as it was written. */
export const problemInWords = (problem: Problem, texts: Texts): Problem => ({
  ...problem,
  title: word(texts.problems, problem.code),
  ...(problem.next === undefined ? {} : { next: texts.details.caTryAgain }),
});

/** Returns a stored step in the reader's language. */
export function stepInWords(db: DatabaseSync, step: Step, texts: Texts): Step {
  if (step.kind === "done") return { ...step, changes: changesInWords(db, step.changes, texts) };
  if (step.kind === "failed") return { ...step, problem: problemInWords(step.problem, texts) };
  return step;
}
