import { z } from "zod";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import {
  isSameName,
  keptEnvironmentSchema,
  mostEnvironments,
  type Environment,
  type EnvironmentDraft,
  type Environments,
} from "#shared/ipc/environments.ts";
import type { Policy } from "../policy/policy.ts";
import { managedError, type SettingsKeeper } from "../settings/settings.ts";
import { newEnvironmentId } from "../settings/stored.ts";

/**
 * The environments of this machine, and which of them is the current one. A change that cannot be
 * written to disk has no effect (`SettingsKeeper`).
 */
export interface EnvironmentsKeeper {
  now(): Environments;
  save(draft: EnvironmentDraft): Result<Environment>;
  remove(id: string): Result<null>;
  choose(id: string): Result<null>;
}

/**
 * Creates the environments: those of the policy, or the operator's own. `given`: the one of the
 * flags, which replaces the operator's own but not those of the policy.
 */
export function createEnvironments(
  settings: SettingsKeeper,
  policy: Policy | null,
  given: Environment | null,
): EnvironmentsKeeper {
  const managed = policy?.environments ?? null;
  const isManaged = managed !== null;
  const isFixed = given !== null && !isManaged;

  function now(): Environments {
    const own = settings.environments();
    const list = (managed ?? own.list).map(withWays);
    const chosen = list.find(({ id }) => id === own.chosen) ?? list.find(({ id }) => id === policy?.first) ?? list[0];
    const current = isFixed ? withWays(given) : (chosen ?? null);
    return { current, list, isManaged, isFixed };
  }

  /**
   * Restricts the log-in ways of an environment to those of the policy; it offers all of them if it
   * would have none.
   */
  function withWays(environment: Environment): Environment {
    const allowed = policy?.logInWays ?? null;
    if (allowed === null) return environment;
    const ways = allowed.filter((way) => environment.ways?.includes(way) ?? true);
    return { ...environment, ways: ways.length === 0 ? allowed : ways };
  }

  return {
    now,
    save({ id: given, ...entered }) {
      if (isManaged) return fail(managedError(settings.managed()));
      const { list, chosen } = settings.environments();
      const isNew = !list.some(({ id }) => id === given);
      const id = isNew || given === null ? newEnvironmentId() : given;
      const parsed = keptEnvironmentSchema.safeParse({ ...entered, id });
      // The page shows the fault at the field.
      if (!parsed.success) return fail(operatorError("bad-call", {}, z.prettifyError(parsed.error)));
      const saved = parsed.data;
      if (list.some((each) => each.id !== id && isSameName(each.name, saved.name)))
        return fail(operatorError("environment-name-taken"));
      if (isNew && list.length >= mostEnvironments) return fail(operatorError("bad-call", {}, "too many environments"));
      const next = isNew ? [...list, saved] : list.map((each) => (each.id === id ? saved : each));
      const written = settings.saveEnvironments({ list: next, chosen });
      return written.ok ? ok(saved) : written;
    },
    remove(id) {
      if (isManaged) return fail(managedError(settings.managed()));
      if (now().current?.id === id) return fail(operatorError("bad-call", {}, "the current environment"));
      const { list, chosen } = settings.environments();
      return settings.saveEnvironments({ list: list.filter((each) => each.id !== id), chosen });
    },
    choose(id) {
      const { list } = now();
      if (isFixed || !list.some((each) => each.id === id)) return fail(operatorError("bad-call", {}, "no environment"));
      return settings.saveEnvironments({ ...settings.environments(), chosen: id });
    },
  };
}
