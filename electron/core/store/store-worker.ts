import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { answerWith, type StoreAnswer } from "./store-messages.ts";
import { openStore } from "./store.ts";

/**
 * The thread that owns the only database connection. Its data: the file, the key of the vault, the
 * cost of scrypt.
 */
const port = parentPort;
if (port === null) throw new Error("This is the program of a thread.");
const dataSchema = z.object({
  file: z.string(),
  key: z.instanceof(Uint8Array),
  cost: z.object({ N: z.number(), r: z.number(), p: z.number() }),
});
const { file, key, cost } = dataSchema.parse(workerData);
const answer = answerWith(() => openStore(file, key, { cost }));
port.on("message", (message: unknown) => port.postMessage(answer(message) satisfies StoreAnswer));
