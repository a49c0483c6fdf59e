import { afterEach, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { watchRevocation } from "./revocation-watch.ts";
import { bench, enable, lock, lockUser, reactivate, read, runOnUser, runProcess, withoutApproval } from "./sandbox.ts";

const runs = Number(process.env["LOCK_RUNS"] ?? 50);
const at = bench({ flags: ["--people", String(runs * 5)] });
afterEach(() => at().sandbox.reset());

/**
 * Returns up to `most` inactive cards of users who can be locked, each with the certificates that
 * the CA has on hold.
 */
async function heldCards(most: number): Promise<{ card: string; owner: string; held: string[] }[]> {
  const { officer } = at();
  const query = { q: "", state: "inactive", limit: "200" };
  const cards: { card: string; owner: string; held: string[] }[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: { ref: { id: string } }[]; next: string | null } = await officer.ask(idmApi.search, {
      params: { id: "virtualSmartCard" },
      query: { ...query, ...(cursor === null ? {} : { cursor }) },
    });
    for (const { ref } of page.items) {
      const { certificates, related } = await read(officer, ref.id);
      const held = certificates.filter(({ stateInCa }) => stateInCa.status === "onHold").map(({ serial }) => serial);
      cards.push({ card: ref.id, owner: related[0]?.ref.id ?? "", held });
      if (cards.length === most) return cards;
    }
    cursor = page.next;
  } while (cursor !== null);
  return cards;
}

test(
  `no OCSP or CRL answer says valid while a user with an inactive card is locked, in ${runs} runs`,
  { timeout: runs * 20_000 },
  async () => {
    const { sandbox, officer, admin } = at();
    await withoutApproval(admin);
    const cards = await heldCards(runs);
    expect(cards).toHaveLength(runs);
    for (const { card, owner, held } of cards) {
      expect(held.length).toBeGreaterThan(0);
      const watch = await watchRevocation(sandbox.url, held);
      const done = await runOnUser(officer, lockUser, owner);
      const { answers, valid } = await watch.stop();
      expect(done.step.kind).toBe("done");
      expect(answers).toBeGreaterThanOrEqual(3 * held.length);
      expect({ card, valid }).toEqual({ card, valid: [] });
    }
  },
);

test("control: the watch sees the certificates valid when Reactivate and Lock run one after the other", async () => {
  const { sandbox, manager, admin } = at();
  await enable(admin, [reactivate]);
  const [first] = await heldCards(1);
  const watch = await watchRevocation(sandbox.url, first?.held ?? []);
  await runProcess(manager, reactivate, first?.card ?? "");
  await runProcess(manager, lock, first?.card ?? "");
  const { valid } = await watch.stop();
  expect(valid.some((each) => each.startsWith("OCSP"))).toBe(true);
  expect(valid.some((each) => each.startsWith("CRL"))).toBe(true);
});
