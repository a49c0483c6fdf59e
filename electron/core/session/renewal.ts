import { idmApi } from "#shared/idm/api.ts";
import type { Gateway } from "../idm/gateway.ts";
import type { Provider } from "./provider.ts";
import type { Session } from "./session.ts";

interface RenewalDeps {
  readonly gateway: Gateway;
  readonly session: Session;
  readonly provider: Provider;
}

/**
 * Creates a function that makes a new session at the back end, without the operator, if the
 * provider issues a new access token; concurrent callers share one attempt. It returns the newer
 * token of the session that the refused token belongs to; null if that has none or is over.
 */
export function renewal({ gateway, session, provider }: RenewalDeps): (refused: string) => Promise<string | null> {
  let running: Promise<void> | null = null;

  async function renew(refused: string): Promise<void> {
    const accessToken = await provider.refresh();
    if (accessToken === null) return;
    const answer = await gateway.ask(idmApi.logInWithProvider, { body: { accessToken } });
    if (answer.kind === "failure") return;
    const { operator, token } = answer.value;
    if (!session.renew(operator, refused, token)) void gateway.tell(idmApi.logOut, { token });
  }

  return async (refused) => {
    if (session.token() === refused) {
      running ??= renew(refused).finally(() => {
        running = null;
      });
      await running;
    }
    return session.newer(refused);
  };
}
