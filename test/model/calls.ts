import { isDeepStrictEqual } from "node:util";
import type { Result } from "#shared/errors.ts";
import type { Ref } from "#shared/domain/ref.ts";
import type { Values } from "#shared/idm/instance.ts";
import type { QueueEntry } from "#shared/ipc/offline.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { coreState, type Page } from "./page.ts";
import type { World } from "./world.ts";

/**
 * A call of a page. `ask` makes it. After an answer ok, `kept` returns how the state contradicts
 * that answer, or null. `kept` is not used for calls that run at the same time as another one.
 */
export interface Call {
  readonly text: string;
  readonly applies: (world: World) => boolean;
  readonly ask: (world: World, page: Page) => Promise<Asked>;
}

interface Asked {
  readonly answer: Promise<Result<unknown>>;
  readonly kept: (page: Page, value: unknown) => Promise<string | null>;
}

const nothing = async (): Promise<null> => null;
const someone = (world: World): boolean => world.operator !== null;

const call = (
  text: string,
  applies: Call["applies"],
  ask: (world: World, page: Page) => Promise<Result<unknown>>,
  kept: Asked["kept"] = nothing,
): Call => ({ text, applies, ask: async (world, page) => ({ answer: ask(world, page), kept }) });

export const logIn = (who: 0 | 1, password = "sandbox"): Call => ({
  text: `log in ${who === 0 ? "A" : "B"}${password === "sandbox" ? "" : " with a wrong password"}`,
  applies: ({ operator }) => operator === null,
  async ask({ operators, privacy }, { client }) {
    const account = operators[who];
    return {
      answer: privacy.arrives(account, client.session.logIn({ account, password })),
      kept: async (page) => {
        const { session } = await coreState(page.client);
        return session.kind === "active" && session.operator.account === account
          ? null
          : `the session is ${session.kind}`;
      },
    };
  },
});

export const logOut = call(
  "log out",
  ({ state }) => state.session.kind !== "none",
  (_, { client }) => client.session.logOut(),
  async ({ client }) => {
    const { session } = await coreState(client);
    return session.kind === "none" ? null : `the session is ${session.kind}`;
  },
);

export const lock = call(
  "lock",
  someone,
  (_, { client }) => client.session.lock(),
  async ({ client }) => {
    const { session } = await coreState(client);
    return session.kind === "locked" || session.kind === "expired" ? null : `the session is ${session.kind}`;
  },
);

export const search = (configuration: string, marked: boolean): Call =>
  call(
    `search ${configuration}${marked ? " for a typed text" : ""}`,
    () => true,
    async ({ operator, privacy }, { client }) => {
      const q = marked && operator !== null ? privacy.type(operator, "search text") : "";
      return client.search.run({ configuration, q, state: null, cursor: null });
    },
  );

export const open = (ref: Ref): Call =>
  call(
    `open ${ref.id}`,
    () => true,
    (_, { client }) => client.objects.open(ref),
    async (_page, value) => (JSON.stringify(value).includes(ref.id) ? null : "it is another object"),
  );

export const history = (ref: Ref): Call =>
  call(`history of ${ref.id}`, someone, (_, { client }) => client.objects.history({ ref, cursor: null }));

const isBusy = (wizard: Wizard | null): boolean =>
  wizard !== null && ["starting", "form", "advancing", "unknown"].includes(wizard.kind);

/**
 * Opens the object and starts one of its processes. `stale` sends a version that is not the
 * object's.
 */
export const start = (ref: Ref, nth: number, stale: boolean): Call => ({
  text: `start process ${nth} on ${ref.id}${stale ? " as it was" : ""}`,
  applies: someone,
  async ask(world, { client }) {
    const seen = await world.answer("open", client.objects.open(ref));
    if (seen?.ok !== true) return { answer: Promise.resolve(seen ?? held), kept: nothing };
    const { object, processes, local } = seen.value;
    const offered = processes.filter((each) => each.offered);
    const offer = offered[nth % offered.length] ?? processes[nth % processes.length];
    if (offer === undefined) return { answer: Promise.resolve(seen), kept: nothing };
    const process = offer.symbolicName;
    const version = stale ? 0 : (local?.expected ?? object).version;
    if (world.operator !== null) world.privacy.starts(world.operator, process, ref.id);
    return {
      answer: client.wizard.start({ process, processName: offer.name, object: ref, label: object.label, version }),
      kept: async (page) => isAt((await coreState(page.client)).wizard, process, ref),
    };
  },
});

const held: Result<never> = { ok: false, error: { code: "backend-timeout", params: {}, details: "" } };

/** Returns why the wizard does not show this process on this object; null if it does. */
function isAt(wizard: Wizard | null, process: string, { id }: Ref): string | null {
  if (wizard === null || wizard.kind === "closed") return "no wizard is open";
  const right = wizard.process === process && wizard.object.id === id;
  return right ? null : `the wizard stands at ${wizard.process} on ${wizard.object.id}`;
}

const instanceOf = (wizard: Wizard | null): string =>
  wizard !== null && "instance" in wizard ? (wizard.instance ?? "") : "";

/**
 * Calls Next with the first choice of each field, with values that are not among the choices, or
 * for an instance that is no longer on screen.
 */
export const next = (how: "right" | "wrong" | "behind"): Call => ({
  text: { right: "next", wrong: "next with a typed value", behind: "next in a window that is behind" }[how],
  applies: ({ state: { wizard } }) => wizard !== null && wizard.kind !== "closed",
  async ask({ privacy, operator }, { client, state: { wizard } }) {
    const form = wizard !== null && "form" in wizard ? wizard.form : null;
    const fields = form?.fields ?? [];
    const values: Values = Object.fromEntries(fields.map(({ name, choices }) => [name, choices[0]?.value ?? null]));
    if (how === "wrong" && operator !== null)
      for (const { name } of fields) values[name] = privacy.type(operator, "value");
    return {
      answer: client.wizard.next({ instance: how === "behind" ? "another" : instanceOf(wizard), values }),
      async kept(page) {
        if (how === "behind") return "its instance is not open";
        if (wizard === null || wizard.kind === "advancing" || wizard.kind === "unknown") return null;
        const now = await coreState(page.client);
        const mayRun = wizard.kind === "form" || (wizard.kind === "failed" && wizard.retry && wizard.form !== null);
        if (!mayRun) return `the wizard was ${wizard.kind}, where there is no Next`;
        const stays = now.wizard?.kind === "form" || now.wizard?.kind === "closed";
        return stays && now.session.kind === "active" ? `the wizard is ${now.wizard?.kind}` : null;
      },
    };
  },
});

export const back: Call = {
  text: "back",
  applies: ({ state: { wizard } }) => isBusy(wizard) || wizard?.kind === "failed",
  ask: async (_world, { client, state: { wizard } }) => ({
    answer: client.wizard.back({ instance: instanceOf(wizard) }),
    kept: async () => (wizard?.kind === "form" && !wizard.form.canGoBack ? "there is nothing to go back to" : null),
  }),
};

export const close: Call = {
  text: "close",
  applies: ({ state: { wizard } }) => wizard !== null && wizard.kind !== "closed",
  ask: async (_world, { client, state: { wizard } }) => ({
    answer: client.wizard.close(),
    async kept(page) {
      const now = (await coreState(page.client)).wizard;
      // Close is ignored while a Next is waiting for its answer.
      return now?.kind === "closed" || wizard?.kind === "advancing" ? null : `the wizard is ${now?.kind}`;
    },
  }),
};

export const keep: Call = {
  text: "keep what was typed",
  applies: (world) => someone(world) && isBusy(world.state.wizard),
  async ask({ privacy, operator }, { client, state: { wizard } }) {
    const entries = { form: "form", values: { reason: privacy.type(operator ?? "", "kept entries") } };
    return {
      answer: client.wizard.keep(entries),
      async kept(page) {
        if (wizard?.kind !== "form") return null;
        const kept = await page.client.wizard.entries();
        return kept.ok && isDeepStrictEqual(kept.value, entries) ? null : `kept is ${JSON.stringify(kept)}`;
      },
    };
  },
};

export const take = (q: string, hours: number): Call => ({
  text: `take a working set of "${q}" for ${hours} h`,
  applies: someone,
  ask: async ({ operator }, { client }) => ({
    answer: client.offline.take({ configuration: "virtualSmartCard", q, state: null, hours }),
    async kept(page) {
      const set = (await coreState(page.client)).offline?.workingSet;
      const mine = set?.kind === "taken" && set.q === q && set.operator.account === operator;
      return mine ? null : `the working set is ${JSON.stringify(set)}`;
    },
  }),
});

export const leave = call(
  "leave the working set",
  someone,
  (_, { client }) => client.offline.leave(),
  async ({ client }) => {
    const set = (await coreState(client)).offline?.workingSet;
    return set?.kind === "taken" ? "it is still there" : null;
  },
);

export const cancelTake = call("cancel the taking", someone, (_, { client }) => client.offline.cancelTake());
export const syncNow = call(
  "sync now",
  () => true,
  (_, { client }) => client.offline.syncNow(),
);
export const pause = call("pause the sync", someone, (_, { client }) => client.offline.pause());
export const resume = call("resume the sync", someone, (_, { client }) => client.offline.resume());
export const readQueue = call(
  "read the queue",
  () => true,
  (_, { client }) => client.offline.queue({ before: null }),
);
export const readEntries = call(
  "read the kept entries",
  () => true,
  (_, { client }) => client.wizard.entries(),
);

/**
 * Returns the n-th entry that any operator queued, whoever is logged in: the core must decide who
 * may see an entry.
 */
const nthEntry = (world: World, nth: number) =>
  [...world.ledger.queued.values()][nth % Math.max(1, world.ledger.queued.size)];

async function entryNow({ client }: Page, device: string, seq: number): Promise<QueueEntry | undefined> {
  const queue = await client.offline.queue({ before: null });
  return queue.ok ? queue.value.entries.find((each) => each.device === device && each.seq === seq) : undefined;
}

const settlementOf = (entry: QueueEntry | undefined): string | null =>
  entry !== undefined && "settlement" in entry.state ? entry.state.settlement.kind : null;

export const drop = (nth: number): Call => ({
  text: `drop entry ${nth}`,
  applies: (world) => someone(world) && world.ledger.queued.size > 0,
  async ask(world, page) {
    const { device = "", seq = 1 } = nthEntry(world, nth) ?? {};
    const reason = world.privacy.type(world.operator ?? "", "reason");
    const before = settlementOf(await entryNow(page, device, seq));
    return {
      answer: page.client.offline.drop({ device, seq, reason }),
      async kept() {
        const entry = await entryNow(page, device, seq);
        if (before !== "open")
          return `there was nothing to decide: ${before ?? "no entry of this operator that was not carried out"}`;
        return JSON.stringify(entry?.state).includes(reason) ? null : `its settlement is ${settlementOf(entry)}`;
      },
    };
  },
});

export const startAgain = (nth: number): Call => ({
  text: `start entry ${nth} again`,
  applies: (world) => someone(world) && world.ledger.queued.size > 0,
  async ask(world, page) {
    const { device = "", seq = 1 } = nthEntry(world, nth) ?? {};
    const entry = await entryNow(page, device, seq);
    const before = settlementOf(entry);
    if (entry !== undefined && world.operator !== null)
      world.privacy.starts(world.operator, entry.process, entry.object.id);
    return {
      answer: page.client.offline.startAgain({ device, seq }),
      async kept() {
        if (entry === undefined || before !== "open")
          return `there was nothing to decide: ${before ?? "no entry of this operator that was not carried out"}`;
        const { wizard } = await coreState(page.client);
        const settled = settlementOf(await entryNow(page, device, seq));
        return (
          isAt(wizard, entry.process, entry.object) ??
          (settled === "startedAgain" ? null : `it is settled as ${settled}`)
        );
      },
    };
  },
});

export const listTasks = call(
  "list tasks",
  () => true,
  (_, { client }) => client.tasks.list(),
);

export const decide = (nth: number, decision: "approve" | "reject" | "postpone"): Call => ({
  text: `${decision} task ${nth}`,
  applies: someone,
  async ask(world, { client }) {
    const tasks = await world.answer("tasks", client.tasks.list());
    if (tasks?.ok !== true) return { answer: Promise.resolve(tasks ?? held), kept: nothing };
    const task = tasks.value[nth % tasks.value.length];
    if (task === undefined) return { answer: Promise.resolve(tasks), kept: nothing };
    return {
      answer: client.tasks.decide({ id: task.id, decision, reason: "for the model" }),
      async kept(page) {
        const now = await page.client.tasks.list();
        const there = now.ok && now.value.some(({ id }) => id === task.id);
        return there === (decision === "postpone") || !now.ok ? null : `the task is ${there ? "still there" : "gone"}`;
      },
    };
  },
});

export const withdraw: Call = {
  text: "withdraw a request",
  applies: someone,
  async ask(world, { client }) {
    const tasks = await world.answer("tasks", client.tasks.list());
    const own = tasks?.ok === true ? tasks.value.find(({ ownRequest }) => ownRequest !== undefined) : undefined;
    if (own?.ownRequest === undefined) return { answer: Promise.resolve(tasks ?? held), kept: nothing };
    return {
      answer: client.tasks.withdraw({ instance: own.ownRequest, object: own.object }),
      async kept(page) {
        const now = await page.client.tasks.list();
        return now.ok && now.value.some(({ id }) => id === own.id) ? "the task is still there" : null;
      },
    };
  },
};
