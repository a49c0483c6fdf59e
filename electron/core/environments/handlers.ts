import { z } from "zod";
import { fail, ok, operatorError } from "#shared/errors.ts";
import { environmentFields, reachedBy, type Environments } from "#shared/ipc/environments.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import type { EnvironmentsKeeper } from "./environments.ts";
import { testEnvironment, type TestPorts } from "./test.ts";

const { url, ca, proxy } = environmentFields;
/** The fields that can be tested while there is no name yet. */
const testedSchema = z.object({ url, ca, proxy });

export interface EnvironmentHandlersDeps {
  readonly environments: EnvironmentsKeeper;
  readonly ports: TestPorts;
  readonly changed: (now: Environments) => void;
  /** Ends the session, and switches to the current environment. */
  readonly goTo: () => Promise<void>;
}

/**
 * Creates the calls about environments; each is answered when the switch that it causes is
 * complete.
 */
export function environmentHandlers({
  environments,
  ports,
  changed,
  goTo,
}: EnvironmentHandlersDeps): Handlers["environments"] {
  /**
   * Applies `change`, emits the new environments to the pages, and switches if the current one
   * changed.
   */
  async function after<T extends { readonly ok: boolean }>(change: () => T): Promise<T> {
    const before = reachedBy(environments.now().current);
    const result = change();
    if (!result.ok) return result;
    const now = environments.now();
    changed(now);
    if (reachedBy(now.current) !== before) await goTo();
    return result;
  }

  return {
    state: async () => ok(environments.now()),
    save: (draft) => after(() => environments.save(draft)),
    remove: ({ id }) => after(() => environments.remove(id)),
    choose: ({ id }) => after(() => environments.choose(id)),
    async test(draft) {
      const parsed = testedSchema.safeParse(draft);
      if (!parsed.success) return fail(operatorError("bad-call", {}, z.prettifyError(parsed.error)));
      return ok(await testEnvironment(parsed.data, ports));
    },
  };
}
