import { parentPort } from "node:worker_threads";
import { readCertificate } from "./certificate.ts";
import { crlAnswerSchema, crlQuestionSchema, type CrlAnswer } from "./crl-messages.ts";
import { verifyCrl } from "./crl.ts";

/** The port of the thread, which verifies one CRL and ends. */
const port = parentPort;
if (port === null) throw new Error("This is the program of a thread.");

port.once("message", (message: unknown) => {
  const { crl, issuer, ...clock } = crlQuestionSchema.parse(message);
  // Reading a buffer that can be resized takes twice as long.
  const bytes = new Uint8Array(crl.buffer.transferToFixedLength());
  const found = verifyCrl({ crl: bytes, issuer: readCertificate(issuer), ...clock });
  const answer: CrlAnswer = crlAnswerSchema.parse(found);
  port.postMessage(
    answer,
    answer.kind === "verified" ? [answer.entries.bytes.buffer, answer.entries.slots.buffer] : [],
  );
});
