import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Certificate } from "./certificate.ts";
import { crlAnswerSchema, type CrlQuestion } from "./crl-messages.ts";
import type { CrlRejected, VerifiedCrl } from "./crl.ts";
import type { Clock } from "./period.ts";

/**
 * A TypeScript file in this folder, or a JavaScript file next to the bundle that contains this one.
 */
const verifier = new URL(`./crl-worker${extname(import.meta.url)}`, import.meta.url);

/** Megabytes of objects in the thread; the bytes of the CRL and its index do not count. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };

/**
 * `verifyCrl` in a thread that ends with its answer, so that a CRL of 100 MB neither holds up the
 * caller nor leaves memory behind. The buffer of `crl` moves to the thread: the caller gives it
 * away. `program` is the thread's; a thread that ends without an answer is a rejection, and the
 * next CRL has a new thread.
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

/** The bytes alone in a buffer: small ones share a buffer of Node's with others. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const alone = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length;
  return alone ? new Uint8Array(buffer) : Uint8Array.from(bytes);
}
