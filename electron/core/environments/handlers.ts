import { z } from "zod";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { environmentFields } from "#shared/ipc/environments.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import type { EnvironmentsKeeper } from "./environments.ts";
import { testEnvironment, type TestPorts } from "./test.ts";

const { url, ca, proxy } = environmentFields;
/** The fields that can be tested while there is no name yet. */
const testedSchema = z.object({ url, ca, proxy });

export interface EnvironmentHandlersDeps {
  readonly environments: EnvironmentsKeeper;
  readonly ports: TestPorts;
  /** Switches to the current environment if it is another one by now, and tells the pages. */
  readonly changed: () => Promise<Result<null>>;
}

/**
 * Creates the calls about environments; each is answered when the switch that it causes is
 * complete.
 */
export function environmentHandlers({
  environments,
  ports,
  changed,
}: EnvironmentHandlersDeps): Handlers["environments"] {
  async function after<T>(result: Result<T>): Promise<Result<T>> {
    if (!result.ok) return result;
    const told = await changed();
    return told.ok ? result : told;
  }

  return {
    state: async () => ok(environments.now()),
    save: (draft) => after(environments.save(draft)),
    remove: ({ id }) => after(environments.remove(id)),
    choose: ({ id }) => after(environments.choose(id)),
    async test(draft) {
      const parsed = testedSchema.safeParse(draft);
      if (!parsed.success) return fail(operatorError("bad-call", {}, z.prettifyError(parsed.error)));
      return ok(await testEnvironment(parsed.data, ports));
    },
  };
}
