import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseCertificate, type Certificate } from "./certificate.ts";

/** Arguments of `openssl genpkey` for the keys that tests use. */
const keyTypes = {
  p256: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
  p384: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
  p521: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
  rsa2048: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
  rsa1024: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
} as const;
export type KeyType = keyof typeof keyTypes;

/** A certificate with its key, as files for openssl and as values for what is tested. */
export interface Issued {
  readonly certificate: Certificate;
  readonly certificateFile: string;
  readonly keyFile: string;
}

interface IssueOptions {
  /** Lines of an openssl extension section. */
  readonly extensions?: readonly string[];
  readonly serial?: string;
  /** YYYYMMDDHHMMSSZ */
  readonly from?: string;
  readonly until?: string;
  readonly key?: KeyType;
  /** Another certificate of this CA that signs in its place. */
  readonly signer?: Issued;
  /** Another digest than the CA signs with otherwise. */
  readonly md?: string;
}

/**
 * A CA made and run by the openssl binary in a directory of its own: an independent peer for what is verified here.
 * For tests and measurements only.
 */
export class OpensslCa {
  readonly directory: string;
  readonly self: Issued;
  readonly #options: readonly string[];
  #count = 0;

  /** `md` is the digest of everything it signs, `sigopt` further options of its signatures (RSA-PSS). */
  constructor(
    key: KeyType = "p256",
    settings: { name?: string; md?: string; sigopt?: string[]; keyUsage?: string } = {},
  ) {
    const {
      name = "Test CA",
      md = "sha256",
      sigopt = [],
      keyUsage = "keyCertSign,cRLSign,digitalSignature",
    } = settings;
    this.directory = mkdtempSync(path.join(tmpdir(), "carddesk-openssl-"));
    this.#options = ["-md", md, ...sigopt.flatMap((option) => ["-sigopt", option])];
    this.write("index.txt", "");
    this.write("serial", "1001\n");
    this.write("crlnumber", "01\n");
    const keyFile = this.#key(key);
    const certificateFile = this.file("ca.pem");
    const config = this.write(
      "root.cnf",
      `[req]\nprompt=no\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\nO=CardDesk test\nCN=${name}\n` +
        `[ext]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,${keyUsage}\nsubjectKeyIdentifier=hash\n`,
    );
    const signing = [`-${md}`, ...sigopt.flatMap((option) => ["-sigopt", option])];
    const source = ["-config", config, "-key", keyFile, "-days", "3650"];
    this.run(["req", "-x509", "-new", ...source, ...signing, "-out", certificateFile]);
    this.self = this.#issued(certificateFile, keyFile);
  }

  /** Removes the directory. */
  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true });
  }

  file(name: string): string {
    return path.join(this.directory, name);
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.file(name), content);
    return this.file(name);
  }

  /** Runs openssl and gives what it says on stdout; what it says on stderr is in the error when it fails. */
  run(args: readonly string[]): Buffer {
    return execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 30 });
  }

  /** `openssl ca`: a certificate, entered into the database. */
  issue(name: string, options: IssueOptions = {}): Issued {
    const { extensions = ["basicConstraints=CA:FALSE"], serial, from, until, key = "p256", signer, md } = options;
    const keyFile = this.#key(key);
    const base = this.#next();
    const [request, certificateFile] = [this.file(`${base}.csr`), this.file(`${base}.pem`)];
    this.run(["req", "-new", "-key", keyFile, "-subj", `/CN=${name}`, "-out", request]);
    if (serial !== undefined) this.write("serial", `${serial}\n`);
    const start = from === undefined ? [] : ["-startdate", from];
    const end = until === undefined ? ["-days", "30"] : ["-enddate", until];
    const digest = md === undefined ? [] : ["-md", md];
    const config = this.#config({ extensions, signer });
    const files = ["-in", request, "-out", certificateFile];
    this.run(["ca", ...config, ...digest, "-notext", "-extensions", "ext", ...start, ...end, ...files]);
    return this.#issued(certificateFile, keyFile);
  }

  /** `openssl ca -revoke`, with a reason as openssl names it. */
  revoke({ certificateFile }: Issued, reason?: string): void {
    const why = reason === undefined ? [] : ["-crl_reason", reason];
    this.run(["ca", ...this.#config(), "-revoke", certificateFile, ...why]);
  }

  /** `openssl pkeyutl`: a signature over a SHA-256 digest, as a card makes it. */
  sign({ keyFile }: Issued, digest: Uint8Array): Buffer {
    const digestFile = this.write(`${this.#next()}.digest`, digest);
    return this.run(["pkeyutl", "-sign", "-inkey", keyFile, "-in", digestFile, "-pkeyopt", "digest:sha256"]);
  }

  /** Enters revoked certificates that were never made straight into the database; gives their serials. */
  enterRevoked(count: number): string[] {
    const reasons = ["", ",keyCompromise", ",superseded", ",certificateHold"];
    // Spread over 64 bits like serials drawn at random, and the same at every run.
    const serials = Array.from({ length: count }, (_, i) =>
      BigInt.asUintN(64, BigInt(i + 1) * 0x9e3779b97f4a7c15n)
        .toString(16)
        .toUpperCase()
        .padStart(16, "0"),
    );
    const lines = serials.map(
      (serial, i) => `R\t301231235959Z\t261101000000Z${reasons[i % 4] ?? ""}\t${serial}\tunknown\t/CN=Card ${i}\n`,
    );
    appendFileSync(this.file("index.txt"), lines.join(""));
    return serials;
  }

  /** `openssl ca -gencrl`, DER. */
  crl(options: { extensions?: readonly string[]; args?: readonly string[]; version1?: boolean } = {}): Buffer {
    const { extensions = [], args = ["-crldays", "7"], version1 = false } = options;
    const pem = this.file(`${this.#next()}.crl`);
    const crlExtensions = version1 ? [] : ["authorityKeyIdentifier=keyid", ...extensions];
    this.run(["ca", ...this.#config({ crlExtensions }), "-gencrl", ...args, "-out", pem]);
    return this.run(["crl", "-in", pem, "-outform", "DER"]);
  }

  /** `openssl ocsp` as responder: the DER answer to a DER request. */
  ocsp(request: Uint8Array, signer: Issued = this.self, args: readonly string[] = []): Buffer {
    const base = this.#next();
    const requestFile = this.write(`${base}.req`, request);
    const answer = this.file(`${base}.resp`);
    const responder = ["-rsigner", signer.certificateFile, "-rkey", signer.keyFile, "-CA", this.self.certificateFile];
    const files = ["-index", this.file("index.txt"), "-reqin", requestFile, "-respout", answer];
    this.run(["ocsp", ...responder, ...files, ...args]);
    return readFileSync(answer);
  }

  #config(
    settings: { extensions?: readonly string[]; crlExtensions?: readonly string[]; signer?: Issued | undefined } = {},
  ): string[] {
    const { extensions = [], crlExtensions = [], signer = this.self } = settings;
    // Either line makes openssl write a CRL of version 2.
    const version2 = crlExtensions.length === 0 ? "" : `crlnumber=${this.file("crlnumber")}\ncrl_extensions=crl\n`;
    const config = this.write(
      `${this.#next()}.cnf`,
      `[ca]\ndefault_ca=me\n[me]\ndatabase=${this.file("index.txt")}\nserial=${this.file("serial")}\n${version2}` +
        `new_certs_dir=${this.directory}\nunique_subject=no\npolicy=policy\ndefault_days=30\n` +
        `[policy]\ncommonName=supplied\n[ext]\n${extensions.join("\n")}\n[crl]\n${crlExtensions.join("\n")}\n`,
    );
    const keys = ["-cert", signer.certificateFile, "-keyfile", signer.keyFile];
    return ["-config", config, "-batch", ...keys, ...this.#options];
  }

  #key(type: KeyType): string {
    const file = this.file(`${this.#next()}.key`);
    this.run(["genpkey", ...keyTypes[type], "-out", file]);
    return file;
  }

  #issued(certificateFile: string, keyFile: string): Issued {
    const certificate = parseCertificate(this.run(["x509", "-in", certificateFile, "-outform", "DER"]));
    if (certificate === null) throw new Error(`${certificateFile} cannot be read.`);
    return { certificate, certificateFile, keyFile };
  }

  #next(): string {
    this.#count += 1;
    return String(this.#count);
  }
}
