import { idmApi } from "#shared/idm/api.ts";
import { logIn, startSandbox } from "../fixtures/sandbox.ts";
import { quantile, timed, type Row } from "./row.ts";

/**
 * Measures the sandbox with 100,000 people: its first start, a later one, and Quick search over
 * HTTP.
 */
export async function measureLargeSandbox(people = 100_000): Promise<Row[]> {
  const flags = ["--people", String(people)];
  const first = await timed(() => startSandbox({ flags }));
  await using sandbox = first.value;
  const operator = await logIn(sandbox.url, "vscmanager");
  const ask = (q: string) => operator.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query: { q } });
  const bare: number[] = [];
  const times: number[] = [];
  for (const q of ["anna", "VSC-0500", "müller", "e", "son example", "zzzz", "VSC-099999", "@example.com"]) {
    for (let round = 0; round < 5; round += 1) {
      bare.push((await timed(() => operator.ask(idmApi.health))).milliseconds);
      times.push((await timed(() => ask(q))).milliseconds);
    }
  }
  return [
    { what: `sandbox, first start with ${people} people`, value: first.milliseconds, unit: "ms" },
    {
      what: `Quick search over ${people} cards on the server, p95`,
      value: quantile(times, 0.95),
      unit: "ms",
      comparedWith: { what: "a call that does nothing, p95", value: quantile(bare, 0.95) },
    },
  ];
}
