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
 * Makes a new session at the back end, without the operator, where the provider gives a new access
 * token; whoever asks meanwhile waits for the same. True: the session has another token than the
 * refused one.
 */
export function renewal({ gateway, session, provider }: RenewalDeps): (refused: string) => Promise<boolean> {
  let running: Promise<boolean> | null = null;

  async function renew(refused: string): Promise<boolean> {
    const accessToken = await provider.refresh();
    if (accessToken === null) return false;
    const answer = await gateway.ask(idmApi.logInWithProvider, { body: { accessToken } });
    if (answer.kind === "failure") return false;
    const { operator, token } = answer.value;
    const isRenewed = session.renew(operator, refused, token);
    if (!isRenewed) void gateway.tell(idmApi.logOut, { token });
    return isRenewed;
  }

  return async (refused) => {
    if (session.token() !== refused) return session.token() !== null;
    running ??= renew(refused).finally(() => {
      running = null;
    });
    return running;
  };
}
