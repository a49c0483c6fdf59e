import type { CertificateEffect } from "#shared/domain/plan.ts";
import { processesOf, processNamed, takes, type ProcessDefinition } from "./catalogue.ts";

const lossOfCertificates: ReadonlySet<CertificateEffect["kind"]> = new Set(["revoke", "forget"]);

/**
 * Whether a process, or one that it calls, does something that no process can undo: certificates
 * are lost, or the state graph has no path back to one of the states that it accepts.
 */
export const isIrreversible = (process: ProcessDefinition): boolean =>
  [process, ...process.calls.map(processNamed)].some(
    (each) => lossOfCertificates.has(each.effect.certificates.kind) || !leadsBack(each),
  );

function leadsBack(process: ProcessDefinition): boolean {
  const siblings = processesOf(process.coreTemplate);
  const reached = new Set<string | null>([process.effect.state]);
  // Iterating a Set also visits the members added during the iteration.
  for (const state of reached) {
    if (state === null) continue;
    for (const sibling of siblings) if (takes(sibling, state)) reached.add(sibling.effect.state);
  }
  return process.requiredStates !== "any" && process.requiredStates.every((state) => reached.has(state));
}
