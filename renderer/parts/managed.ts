import { useCore } from "../desk/desk.ts";
import { useWords } from "../desk/words.ts";

/**
 * Returns a function that tells who prescribed a setting, by its key in the policy of the site;
 * null if it can be changed here.
 */
export function useLock(): (key: string) => string | null {
  const { say } = useWords();
  const { keys, organisation } = useCore((core) => core.managed);
  return (key) => (organisation === null || !keys.includes(key) ? null : say("settings.lockedBy", { organisation }));
}
