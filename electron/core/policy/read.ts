import { resolve } from "node:path";
import { StartError } from "#shared/start-error.ts";
import { readText, type MachinePlace } from "./machine.ts";
import { parsePolicy, PolicyFault } from "./parse.ts";
import type { Policy } from "./policy.ts";

/**
 * Reads the policy of this machine, or that of `file`, to try one out on a machine without a
 * policy. Null: there is none. Throws StartError: the program does not start with a policy that it
 * cannot enforce.
 */
export function readPolicy(place: MachinePlace, file: string | null): Policy | null {
  const ofMachine = orRefuse(place.name, () => {
    const text = place.read();
    return text === null ? null : parsePolicy(text, (named) => place.readFile(named));
  });
  if (file === null) return ofMachine;
  if (ofMachine !== null) throw new StartError(`--policy: this machine has a policy, ${place.name}`);
  const path = resolve(file);
  return orRefuse(path, () => parsePolicy(readText(path), readText));
}

function orRefuse<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof PolicyFault) throw new StartError(`the policy ${name}: ${fault.message}`);
    throw fault;
  }
}
