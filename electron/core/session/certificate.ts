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
   * A gateway that shows the certificate to whoever answers at the address; `end` drops its
   * connections.
   */
  readonly gatewayWith: (
    url: string,
    identity: ClientIdentity,
  ) => { readonly gateway: Gateway; readonly end: () => void };
}

/** A certificate of the operator at the back end: it is shown once, and nothing of it is kept. */
export function certificateLogIn({ now, ways, gatewayWith }: CertificateDeps) {
  /** Asks over one connection that is made with the certificate. */
  async function show<T>(
    file: CertificateFile,
    ask: (gateway: Gateway) => Promise<Answer<T> | Failure>,
  ): Promise<Result<T>> {
    const opened = openPkcs12(file, now());
    if (!opened.ok) return opened;
    const way = (await ways()).find((each) => each.way === "certificate");
    if (way === undefined) return fail(operatorError("bad-call", {}, "no log-in with a certificate"));
    // Over plain http there is nobody to show it to.
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
    /** A fresh log-in for the session with this token. */
    prove: (file: CertificateFile, token: string): Promise<Result<null>> =>
      show(file, (gateway) => gateway.tell(idmApi.prove, { token, body: { way: "certificate" } })),
  };
}

/** A server that does not take a certificate may say so by hanging up after the handshake. */
function errorOf({ error, certainty }: Failure) {
  const isHungUp = error.code === "backend-unreachable" && certainty === "unknown";
  return isHungUp ? operatorError("certificate-refused", {}, error.details) : error;
}
