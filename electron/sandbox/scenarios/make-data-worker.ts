import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { openStore } from "../store/open.ts";

/**
 * The options of this thread. It makes the data of many people, so that the sandbox keeps
 * answering.
 */
const optionsSchema = z.object({ dataDir: z.string(), people: z.number(), seed: z.number(), baseUrl: z.string() });
const store = await openStore({
  ...optionsSchema.parse(workerData),
  now: () => new Date(),
  made: (people) => parentPort?.postMessage(people, []),
});
store.close();
