import { StartError } from "#shared/start-error.ts";

/**
 * Runs work on a file without which the program does not start. Throws StartError with `refusal`,
 * which names the file, and Node's code of the error of the file system.
 */
export function forStart<T>(refusal: string, work: () => T): T {
  try {
    return work();
  } catch (fault) {
    if (!(fault instanceof Error) || !("code" in fault)) throw fault;
    throw new StartError(`${refusal} (${String(fault.code)})`);
  }
}
