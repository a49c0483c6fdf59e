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
 * token; whoever asks meanwhile waits for the same. Answers the newer token of the session that the
 * refused one belongs to; null where it has none, or is over.
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
