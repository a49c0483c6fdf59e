import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { answerWith, type StoreAnswer } from "./store-messages.ts";
import { openStore } from "./store.ts";

/** The thread that owns the one connection to the database. Its data: the file and the key of the vault. */
const port = parentPort;
if (port === null) throw new Error("This is the program of a thread.");
const { file, key } = z.object({ file: z.string(), key: z.instanceof(Uint8Array) }).parse(workerData);
const answer = answerWith(() => openStore(file, key));
port.on("message", (message: unknown) => port.postMessage(answer(message) satisfies StoreAnswer));
