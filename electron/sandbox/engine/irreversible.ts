import type { CertificateEffect } from "#shared/domain/plan.ts";
import { processesOf, processNamed, takes, type ProcessDefinition } from "./catalogue.ts";

const lossOfCertificates: ReadonlySet<CertificateEffect["kind"]> = new Set(["revoke", "forget"]);

/**
 * Whether no process can take back what this one, or one that it calls, does: certificates are
 * lost, or no way in the state graph leads back to a state that it takes.
 */
export const isIrreversible = (process: ProcessDefinition): boolean =>
  [process, ...process.calls.map(processNamed)].some(
    (each) => lossOfCertificates.has(each.effect.certificates.kind) || !leadsBack(each),
  );

function leadsBack(process: ProcessDefinition): boolean {
  const siblings = processesOf(process.coreTemplate);
  const reached = new Set<string | null>([process.effect.state]);
  // A set is iterated over what is added meanwhile, too.
  for (const state of reached) {
    if (state === null) continue;
    for (const sibling of siblings) if (takes(sibling, state)) reached.add(sibling.effect.state);
  }
  return process.requiredStates !== "any" && process.requiredStates.every((state) => reached.has(state));
}
