import { ok, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import { logInWaySchema, type LogInWay } from "#shared/idm/session.ts";
import type { Environment } from "#shared/ipc/environments.ts";
import type { OfferedWay } from "#shared/ipc/session.ts";
import type { Gateway } from "../idm/gateway.ts";

/** Milliseconds that the log-in screen waits for the ways to log in. */
const patience = 2_000;

/**
 * Creates the reader of the ways to log in: those that the back end offers, restricted to those
 * that the environment allows; null: all.
 */
export function createWays(gateway: Gateway, allowed: Environment["ways"]) {
  /** The ways of the last answer; until then those of a back end that does not know the call. */
  let known: readonly LogInWay[] = [{ way: "password" }];

  async function read(): Promise<readonly LogInWay[]> {
    const answer = await gateway.ask(idmApi.logInWays, { signal: AbortSignal.timeout(patience) });
    if (answer.kind === "answer") known = answer.value.flatMap((way) => logInWaySchema.safeParse(way).data ?? []);
    return known.filter(({ way }) => allowed?.includes(way) ?? true);
  }

  return {
    /** Whether the back end, by its last answer, takes account and password. */
    takesPassword: (): boolean => known.some(({ way }) => way === "password"),
    /** Asks the back end; returns the last known ways while it does not answer. */
    read,
    /** Returns the ways as the log-in screen shows them. */
    offered: async (): Promise<Result<OfferedWay[]>> => ok((await read()).map(offeredWay)),
  };
}

const offeredWay = (way: LogInWay): OfferedWay =>
  way.way === "provider" ? { way: way.way, name: way.name } : { way: way.way };
