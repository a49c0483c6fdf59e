import type { Change } from "#shared/domain/change.ts";
import { changesOf, planFor, type ObjectPlan, type Subject } from "#shared/domain/plan.ts";
import { belongingsOf, type StoredRef } from "../store/objects.ts";
import { findTemplate } from "../store/templates.ts";
import { word, type Texts } from "../texts/texts.ts";
import { effectOf, processNamed, takes, type ProcessDefinition } from "./catalogue.ts";
import { readSubject, type Backend } from "./subject.ts";

/** A process on one object: the one that was started, or one that it calls. */
export interface Call {
  readonly process: ProcessDefinition;
  readonly plan: ObjectPlan<StoredRef>;
}

/** The calls of a process, in order, and the objects whose state none of its calls accepts. */
export interface Plan {
  readonly calls: readonly Call[];
  readonly leftAlone: readonly Subject<StoredRef>[];
}

/**
 * Plans what a process would do to an object as it is now, and to the objects that belong to it.
 */
export function planProcess(backend: Backend, process: ProcessDefinition, subject: Subject<StoredRef>): Plan {
  const own = { process, plan: planFor(subject, effectNow(backend, process)) };
  if (process.calls.length === 0) return { calls: [own], leftAlone: [] };
  const called = process.calls.map(processNamed);
  const belongings = belongingsOf(backend.db, subject.ref)
    .map((ref) => readSubject(backend, ref))
    .filter((each) => each !== undefined)
    .map((each) => ({ each, calls: callsOn(backend, called, each) }));
  return {
    calls: [own, ...belongings.flatMap(({ calls }) => calls)],
    leftAlone: belongings.filter(({ calls }) => calls.length === 0).map(({ each }) => each),
  };
}

/**
 * Whether a second person has to approve a plan first. The core template of any process in it may
 * require this, also if another process calls that process.
 */
export const needsApproval = ({ db }: Backend, { calls }: Plan): boolean =>
  calls.some(
    ({ process: { approval, coreTemplate } }) =>
      approval !== null && findTemplate(db, coreTemplate)?.settings[approval] === "true",
  );

/**
 * Returns the processes that run on one object, each on the state that the previous one leaves; the
 * last one decides on the certificates.
 */
function callsOn(backend: Backend, processes: readonly ProcessDefinition[], object: Subject<StoredRef>): Call[] {
  let state: string | null = object.state;
  const due: { process: ProcessDefinition; state: string }[] = [];
  for (const process of processes) {
    if (state === null || !takes(process, state)) continue;
    due.push({ process, state });
    state = process.effect.state;
  }
  return due.map(({ process, state }, index) => {
    const effect = effectNow(backend, process);
    const certificates = index === due.length - 1 ? effect.certificates : ({ kind: "keep" } as const);
    return { process, plan: planFor({ ...object, state }, { ...effect, certificates }) };
  });
}

const effectNow = ({ db }: Backend, process: ProcessDefinition) =>
  effectOf(process, findTemplate(db, process.coreTemplate)?.settings ?? {});

/**
 * Returns what a plan changes and what it leaves alone, each value once: from its present value to
 * its final one. The certificates of an object that is left alone are listed too, because they keep
 * their validity.
 */
export function changesIn({ calls, leftAlone }: Plan, texts: Texts): Change[] {
  const name = (purpose: string): string => word(texts.purposes, purpose);
  const values = new Map<string, Change>();
  for (const change of calls.flatMap(({ plan }) => changesOf(plan, name))) {
    const { subject, what } = change;
    const key = JSON.stringify([subject.type, subject.id, what]);
    values.set(key, { ...change, before: values.get(key)?.before ?? change.before });
  }
  const untouched = leftAlone.flatMap((subject) => {
    const [ofObject, ...ofCertificates] = changesOf(
      planFor(subject, { state: subject.state, certificates: { kind: "keep" } }),
      name,
    );
    return ofObject === undefined ? [] : [{ ...ofObject, note: "other-state" }, ...ofCertificates];
  });
  return [...values.values(), ...untouched];
}
