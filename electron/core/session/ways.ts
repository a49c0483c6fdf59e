import { ok, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import { logInWaySchema, type LogInWay } from "#shared/idm/session.ts";
import type { Environment } from "#shared/ipc/environments.ts";
import type { OfferedWay } from "#shared/ipc/session.ts";
import type { Gateway } from "../idm/gateway.ts";

/** Milliseconds that the log-in screen waits to hear how one can log in. */
const patience = 2_000;

/**
 * The ways to log in that the back end offers; of these, only what the environment allows. Null:
 * all.
 */
export function createWays(gateway: Gateway, allowed: Environment["ways"]) {
  /** What a back end takes that does not know the call, or was never reached. */
  let known: readonly LogInWay[] = [{ way: "password" }];

  async function read(): Promise<readonly LogInWay[]> {
    const answer = await gateway.ask(idmApi.logInWays, { signal: AbortSignal.timeout(patience) });
    if (answer.kind === "answer") known = answer.value.flatMap((way) => logInWaySchema.safeParse(way).data ?? []);
    return known.filter(({ way }) => allowed?.includes(way) ?? true);
  }

  return {
    /** Whether the back end, as it answered last, takes account and password. */
    takesPassword: (): boolean => known.some(({ way }) => way === "password"),
    /** The newest answer of the back end; the last one while it does not answer. */
    read,
    /** The ways as the log-in screen shows them. */
    offered: async (): Promise<Result<OfferedWay[]>> => ok((await read()).map(offeredWay)),
  };
}

const offeredWay = (way: LogInWay): OfferedWay =>
  way.way === "provider" ? { way: way.way, name: way.name } : { way: way.way };
