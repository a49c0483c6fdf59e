import type { BulkStart } from "#shared/ipc/bulk.ts";
import { cards, deactivate, reactivate } from "./back-end.ts";
import type { Call } from "./calls.ts";
import { coreState } from "./page.ts";
import type { World } from "./world.ts";

const someone = (world: World): boolean => world.operator !== null;

/** Starts a bulk on all cards that the process can be run on. */
export const startBulk = (reactivates: boolean): Call => ({
  text: `start a bulk that ${reactivates ? "reactivates" : "deactivates"}`,
  applies: someone,
  async ask(world, { client }) {
    const process = reactivates ? reactivate : deactivate;
    const wanted = cards.map((ref) => ({ ref }));
    const judged = await world.answer("judge", client.bulk.judge({ process, wanted }));
    const candidates = judged?.ok === true ? judged.value.filter((each) => each.kind === "candidate") : [];
    const objects: BulkStart["objects"] = (judged?.ok === true ? candidates : []).map(({ item, about, version }) => ({
      ref: item.ref,
      label: item.label,
      about,
      version,
    }));
    // Without candidates, for example offline, starts a bulk anyway, so that the refusal is covered
    // too.
    if (objects.length === 0)
      objects.push(...cards.slice(0, 1).map((ref) => ({ ref, label: ref.id, about: null, version: 1 })));
    return {
      answer: client.bulk.start({
        coreTemplate: "virtualSmartCard",
        process,
        processName: process,
        values: {},
        objects,
      }),
      async kept(page) {
        const { bulk } = await coreState(page.client);
        const right =
          bulk !== null && bulk.kind !== "none" && bulk.process === process && bulk.total === objects.length;
        return right ? null : `the bulk is ${JSON.stringify(bulk)}`;
      },
    };
  },
});

const hasBulk = ({ state: { bulk } }: World): boolean => bulk !== null && bulk.kind !== "none";

export const cancelBulk: Call = {
  text: "cancel the bulk",
  applies: hasBulk,
  ask: async (_world, { client }) => ({
    answer: client.bulk.cancel(),
    async kept(page) {
      const { bulk } = await coreState(page.client);
      return bulk?.kind === "running" ? "it runs" : null;
    },
  }),
};

export const resumeBulk: Call = {
  text: "resume the bulk",
  applies: hasBulk,
  ask: async (_world, { client, state: { bulk } }) => ({
    answer: client.bulk.resume(),
    // A running bulk simply continues, and a finished one has nothing left to do: ok is true for
    // both.
    kept: async () => (bulk?.kind === "none" ? `the bulk was ${bulk.kind}` : null),
  }),
};

export const retryBulk: Call = {
  text: "try the bulk again",
  applies: hasBulk,
  ask: async (_world, { client }) => ({ answer: client.bulk.retry(), kept: async () => null }),
};

export const closeBulk: Call = {
  text: "close the bulk",
  applies: hasBulk,
  ask: async (_world, { client, state: { bulk } }) => ({
    answer: client.bulk.close(),
    async kept(page) {
      const now = (await coreState(page.client)).bulk;
      // Close is ignored while the bulk runs.
      const ran = bulk?.kind === "running" || bulk?.kind === "stopping";
      return now?.kind === "none" || ran ? null : `the bulk is ${now?.kind}`;
    },
  }),
};

export const readItems: Call = {
  text: "read the items of the bulk",
  applies: () => true,
  ask: async (_world, { client }) => ({ answer: client.bulk.items(), kept: async () => null }),
};
