import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { LogInWay, Session as IdmSession } from "#shared/idm/session.ts";
import type { CertificateFile, ClientCertificate } from "#shared/ipc/client-certificate.ts";
import type { Failure } from "../idm/failure.ts";
import type { Answer, Gateway } from "../idm/gateway.ts";
import type { ClientIdentity } from "../idm/network.ts";
import { openPkcs12 } from "./pkcs12.ts";

export interface CertificateDeps {
  readonly now: () => number;
  readonly ways: () => Promise<readonly LogInWay[]>;
  /**
   * Opens a gateway that presents the certificate to the server at the address; `end` drops its
   * connections.
   */
  readonly gatewayWith: (
    url: string,
    identity: ClientIdentity,
  ) => { readonly gateway: Gateway; readonly end: () => void };
}

/**
 * Creates the log-in and the step-up with an operator's certificate: each presents it over one
 * connection, and nothing of it is kept.
 */
export function certificateLogIn({ now, ways, gatewayWith }: CertificateDeps) {
  /** Sends a request over one connection that is made with the certificate. */
  async function show<T>(
    file: CertificateFile,
    ask: (gateway: Gateway) => Promise<Answer<T> | Failure>,
  ): Promise<Result<T>> {
    const opened = openPkcs12(file, now());
    if (!opened.ok) return opened;
    const way = (await ways()).find((each) => each.way === "certificate");
    if (way === undefined) return fail(operatorError("bad-call", {}, "no log-in with a certificate"));
    // Plain http cannot present a certificate.
    if (!way.url.startsWith("https:")) return fail(operatorError("backend-insecure", { address: way.url }));
    const { gateway, end } = gatewayWith(way.url, opened.value.identity);
    try {
      const answer = await ask(gateway);
      return answer.kind === "answer" ? ok(answer.value) : fail(errorOf(answer));
    } finally {
      end();
      opened.value.identity.pfx.fill(0);
    }
  }

  return {
    async read(file: CertificateFile): Promise<Result<ClientCertificate>> {
      const opened = openPkcs12(file, now());
      return opened.ok ? ok(opened.value.certificate) : opened;
    },
    logIn: (file: CertificateFile): Promise<Result<IdmSession>> =>
      show(file, (gateway) => gateway.ask(idmApi.logInWithCertificate, { body: {} })),
    /** Performs a step-up for the session with this token. */
    prove: (file: CertificateFile, token: string): Promise<Result<null>> =>
      show(file, (gateway) => gateway.tell(idmApi.prove, { token, body: { way: "certificate" } })),
  };
}

/**
 * Maps a failure to its error: a server may refuse a certificate by closing the connection after
 * the handshake.
 */
function errorOf({ error, certainty }: Failure) {
  const isHungUp = error.code === "backend-unreachable" && certainty === "unknown";
  return isHungUp ? operatorError("certificate-refused", {}, error.details) : error;
}
