import { parseArgs } from "node:util";
import { z } from "zod";
import { Failed, torture } from "./torture.ts";

const whole = z.coerce.number().int().positive();
const { values } = parseArgs({ options: { rounds: { type: "string" }, seed: { type: "string" } } });
const { rounds, seed } = z.object({ rounds: whole.default(1000), seed: whole.default(1) }).parse(values);

try {
  const summary = await torture(rounds, seed, (soFar) => {
    if (soFar.rounds % 50 === 0) process.stdout.write(`${JSON.stringify(soFar)}\n`);
  });
  process.stdout.write(`All ${rounds} rounds hold.\n${JSON.stringify(summary, null, 2)}\n`);
} catch (fault) {
  if (!(fault instanceof Failed)) throw fault;
  process.stderr.write(`${fault.message}\nPlay it again: npm run torture -- --rounds 1 --seed ${fault.seed}\n`);
  process.exit(1);
}
