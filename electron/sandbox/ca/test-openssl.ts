import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { type Ca, type CaRecord, CaUnavailable } from "./ca.ts";
import { openCa } from "./open-ca.ts";

/** A CA behind a real HTTP server, and OpenSSL as the relying party that looks at it from outside. */
export interface TestCa extends AsyncDisposable {
  readonly ca: Ca;
  readonly db: DatabaseSync;
  readonly url: string;
  /** `openssl ARGS` in a directory with root.pem and issuing.pem; standard output and error together, whatever the exit code. */
  openssl(...args: string[]): Promise<string>;
  /** Puts a file into that directory. */
  file(name: string, content: Buffer): Promise<void>;
  /** `openssl verify -crl_check` of the certificate by the letter of RFC 5280, the CRL fetched from where the certificate says. */
  verify(serial: string): Promise<string>;
  /** `openssl ocsp` of the certificate, the answer verified up to the root. */
  ocsp(serial: string, ...options: string[]): Promise<string>;
  /** `openssl crl -text` of the present CRL, its signature verified. */
  crlText(): Promise<string>;
}

export interface TestCaOptions {
  /** A database file to open again; in memory without. */
  readonly databaseFile?: string;
  readonly now?: () => Date;
}

const mediaTypes: Record<string, string> = {
  "/ca/ocsp": "application/ocsp-response",
  "/ca/issuing.crl": "application/pkix-crl",
};

export async function startTestCa({ databaseFile = ":memory:", now }: TestCaOptions = {}): Promise<TestCa> {
  const directory = await mkdtemp(join(tmpdir(), "carddesk-ca-"));
  const db = new DatabaseSync(databaseFile);
  const server = createServer((request, response) => {
    void answer(request.url ?? "", request).then(
      // OpenSSL takes an OCSP answer only under its own media type (RFC 6960 appendix A.2).
      (body) => response.setHeader("content-type", mediaTypes[request.url ?? ""] ?? "text/plain").end(body),
      (error: unknown) => response.writeHead(error instanceof CaUnavailable ? 503 : 500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The test server has no port.");
  const url = `http://127.0.0.1:${address.port}`;
  const ca = await openCa(db, { seed: 1, baseUrl: url, ...(now && { now }) });

  async function answer(path: string, request: NodeJS.ReadableStream): Promise<Buffer> {
    switch (path) {
      case "/ca/issuing.crl":
        return ca.crl();
      case "/ca/ocsp":
        return ca.ocsp(await buffer(request));
      default:
        throw new Error(`No such path: ${path}`);
    }
  }

  async function file(name: string, content: Buffer): Promise<void> {
    await writeFile(join(directory, name), content);
  }

  async function certificateFile(name: string, der: Buffer): Promise<string> {
    await file(name, Buffer.from(new X509Certificate(der).toString()));
    return name;
  }

  async function openssl(...args: string[]): Promise<string> {
    // OpenSSL says most of what matters by its words; the exit code of `openssl ocsp` is 0 for a revoked certificate.
    const { stdout, stderr } = await promisify(execFile)("openssl", args, { cwd: directory, maxBuffer: 1e8 }).catch(
      (failed: unknown) => {
        if (failed instanceof Error && "stdout" in failed && "stderr" in failed) return failed;
        throw failed;
      },
    );
    return `${String(stdout)}${String(stderr)}`;
  }

  await certificateFile("root.pem", ca.root);
  await certificateFile("issuing.pem", ca.issuing);

  const leaf = async (serial: string): Promise<string> =>
    certificateFile(`${serial}.pem`, (await ca.certificate(serial)).certificate);
  const path = ["-CAfile", "root.pem", "-untrusted", "issuing.pem"];
  return {
    ca,
    db,
    url,
    openssl,
    file,
    verify: async (serial) =>
      openssl("verify", "-x509_strict", ...path, "-crl_check", "-crl_download", await leaf(serial)),
    async ocsp(serial, ...options) {
      const question = [...options, "-issuer", "issuing.pem", "-cert", await leaf(serial)];
      return openssl("ocsp", "-url", `${url}/ca/ocsp`, "-CAfile", "root.pem", ...question);
    },
    async crlText() {
      await file("issuing.crl", await ca.crl());
      return openssl("crl", "-inform", "DER", "-in", "issuing.crl", "-CAfile", "issuing.pem", "-noout", "-text");
    },
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
      db.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** A record that is valid today. */
export function record(serial: string, overrides: Partial<CaRecord> = {}): CaRecord {
  return {
    serial,
    subject: `CN=Card ${serial},O=Example`,
    purpose: "authentication",
    notBefore: "2020-01-01T00:00:00.000Z",
    notAfter: "2045-01-01T00:00:00.000Z",
    ...overrides,
  };
}
