import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Certificate } from "./certificate.ts";
import { crlAnswerSchema, type CrlQuestion } from "./crl-messages.ts";
import type { CrlRejected, VerifiedCrl } from "./crl.ts";
import type { Clock } from "./period.ts";

/**
 * The program of the thread: a TypeScript file in this folder, or a JavaScript file next to the
 * bundle that contains this one.
 */
const verifier = new URL(`./crl-worker${extname(import.meta.url)}`, import.meta.url);

/** Heap limits of the thread, in megabytes; the bytes of the CRL and its index do not count. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };

/**
 * Runs `verifyCrl` in a thread of its own that ends with its answer, so that a CRL of 100 MB
 * neither blocks the caller nor leaves memory behind. The buffer of `crl` may move to the thread,
 * so the caller must not use it afterwards. `program`: the file that the thread runs. A thread that
 * ends without an answer yields a rejection; the next CRL gets a new thread.
 */
export async function verifyCrlInThread(
  { crl, issuer, now, toleranceSeconds }: { crl: Uint8Array; issuer: Certificate } & Clock,
  program: URL = verifier,
): Promise<VerifiedCrl | CrlRejected> {
  const bytes = ownBuffer(crl);
  const question: CrlQuestion = { crl: bytes, issuer: Uint8Array.from(issuer.der), now, toleranceSeconds };
  const answered = Promise.withResolvers<unknown>();
  const worker = new Worker(program, { resourceLimits });
  try {
    worker.once("message", answered.resolve);
    worker.once("error", answered.reject);
    worker.once("exit", (code) => answered.reject(new Error(`exit code ${code}`)));
    worker.postMessage(question, [bytes.buffer]);
    const answer = crlAnswerSchema.parse(await answered.promise);
    return answer.kind === "verified" ? { ...answer, issuer } : answer;
  } catch (fault) {
    const detail = fault instanceof Error ? fault.message : String(fault);
    return { kind: "rejected", why: "verification-failed", detail };
  } finally {
    void worker.terminate();
  }
}

/**
 * Returns the bytes in a buffer of their own; copies them if they share one, as Node's small
 * Buffers do.
 */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const alone = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length;
  return alone ? new Uint8Array(buffer) : Uint8Array.from(bytes);
}
