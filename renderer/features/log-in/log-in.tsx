import type { ReactNode } from "react";
import type { OperatorError } from "#shared/errors.ts";
import type { OfferedWay, SessionState, WayOfSession } from "#shared/ipc/session.ts";
import { useCore } from "../../desk/desk.ts";
import { ErrorLine } from "../../desk/error-box.tsx";
import { CertificateLogIn } from "./certificate-log-in.tsx";
import { LogInForm } from "./log-in-form.tsx";
import { ProviderLogIn } from "./provider-log-in.tsx";

/** The session of a known operator, who has to log in again. */
export type BackAgain = Exclude<SessionState, { kind: "none" }>;

interface LogInProps {
  /**
   * Only the way to log in of this operator is offered; absent: any operator may log in, in any
   * way.
   */
  readonly before?: BackAgain;
  /** An error that is known before the first attempt. */
  readonly trouble?: OperatorError | null;
}

/** The ways to log in that the back end offers; nothing until they are known. */
export function LogIn({ before, trouble = null }: LogInProps): ReactNode {
  const ways = useCore((core) => core.ways);
  const isOffline = useCore((core) => core.connection.kind === "offline");
  if (ways === null) return null;
  const offered = before === undefined ? ways : sameWay(ways, before.way);
  const provider = offered.find((each) => each.way === "provider");
  const hasPassword = isOffline || offered.some((each) => each.way === "password");
  const isProviderFirst = provider !== undefined && offered[0] === provider && !isOffline;
  const byProvider = provider === undefined ? null : <ProviderLogIn name={provider.name} isFirst={isProviderFirst} />;
  const byCertificate = offered.some((each) => each.way === "certificate") ? (
    <CertificateLogIn isAlone={!hasPassword && provider === undefined} />
  ) : null;
  if (!hasPassword)
    return (
      <div className="stack">
        {trouble === null ? null : <ErrorLine error={trouble} />}
        {byProvider}
        {byCertificate}
      </div>
    );
  return (
    <LogInForm
      {...(before === undefined ? {} : { account: before.operator.account })}
      trouble={trouble}
      isForAnybody={before === undefined}
      isFirst={!isProviderFirst}
      below={byCertificate}
    >
      {byProvider}
    </LogInForm>
  );
}

/**
 * Returns the way to log in of the session before; all ways if the back end no longer offers it, or
 * did not answer at that log-in.
 */
function sameWay(ways: readonly OfferedWay[], way: WayOfSession): readonly OfferedWay[] {
  const same = ways.filter((each) => each.way === way);
  return same.length === 0 ? ways : same;
}
