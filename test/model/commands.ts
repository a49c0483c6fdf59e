import fc from "fast-check";
import { cards, users } from "./back-end.ts";
import * as bulk from "./bulk-calls.ts";
import * as calls from "./calls.ts";
import type { Call } from "./calls.ts";
import { Violation } from "./violation.ts";
import { wireFaults, type WireFault } from "./wire.ts";
import type { World } from "./world.ts";

/** The model is what the windows of the world show; the applicable commands follow from it. */
export interface Model {
  readonly world: World;
}

/** A command of the model. */
export class Command implements fc.AsyncCommand<Model, World> {
  readonly #text: string;
  readonly #applies: (world: World) => boolean;
  readonly #work: (world: World) => Promise<void>;

  constructor(text: string, applies: (world: World) => boolean, work: (world: World) => Promise<void>) {
    this.#text = text;
    this.#applies = applies;
    this.#work = work;
  }

  check({ world }: Model): boolean {
    return this.#applies(world);
  }

  async run(_model: Model, world: World): Promise<void> {
    if (world.isNoting) world.commands.push(this);
    await this.#work(world);
    await world.agree();
    world.check();
  }

  /** Runs the command if it applies. */
  async tryIn(world: World): Promise<void> {
    if (this.#applies(world)) await this.run({ world }, world);
  }

  toString(): string {
    return this.#text;
  }
}

/** Runs one call in one window. */
export const inWindow = (call: Call, window: number): Command =>
  new Command(`${call.text} (window ${window + 1})`, call.applies, async (world) => {
    const page = world.page(window);
    if (!page.connected) await world.reconnect([page]);
    const { answer, kept } = await call.ask(world, page);
    const result = await world.answer(call.text, answer);
    if (result?.ok !== true || world.wire.holding) return;
    const why = await kept(page, result.value);
    if (why === null) return;
    const kind = `${call.text} ${why}`.replace(/\S*\d\S*|".*"| on | as it was|\{.*/g, "");
    world.report(new Violation("ok-without-effect", `${call.text} answered ok, but ${why}`, kind));
  });

/** Runs two calls at once, one in each window. */
const atOnce = (one: Call, other: Call): Command =>
  new Command(
    `at once: ${one.text}; ${other.text}`,
    (world) => one.applies(world) && other.applies(world),
    async (world) => {
      await world.reconnect();
      const asked = await Promise.all([one.ask(world, world.page(0)), other.ask(world, world.page(1))]);
      await Promise.all(asked.map(({ answer }) => world.answer("calls at once", answer)));
    },
  );

const always = (): boolean => true;
const isUp = ({ wire }: World): boolean => !wire.down;

export const down = new Command("the back end is down", isUp, async (world) => {
  world.wire.cut();
  await world.until("offline", ({ connection }) => connection?.kind === "offline");
});

export const up = new Command(
  "the back end is up",
  ({ wire }) => wire.down,
  async (world) => {
    world.wire.mend();
    await world.until("online", ({ connection }) => connection?.kind === "online");
    // A change whose answer was lost with the connection is answered now.
    await world.settlePending();
  },
);

const expire = new Command("the session expires", isUp, (world) => {
  world.sessionsEnded();
  return world.backEnd.expire();
});
const slow = new Command("the back end is slow", isUp, async ({ wire }) => void (wire.holding = true));
const fast = new Command(
  "the back end answers what it was slow to",
  ({ wire }) => wire.holding,
  async (world) => {
    world.wire.release();
    await world.settlePending();
  },
);
const goWrong = (fault: WireFault): Command =>
  new Command(`the next change is ${fault}`, isUp, async ({ wire }) => void (wire.fault = fault));
const late = new Command("late copies arrive", isUp, async ({ wire }) => wire.deliverLate());
const hour = 3_600_000;
const hours = new Command("2 h pass", always, async (world) => world.pass(2 * hour));
const hoursThere = new Command("the back end's clock goes 2 h ahead", always, async ({ backEnd }) =>
  backEnd.pass(2 * hour),
);
const setBack = new Command("the machine's time is set back by 3 h", always, async (world) =>
  world.setClock(-3 * hour),
);
export const elsewhere = (n: number): Command =>
  new Command(`a colleague changes ${cards[n]?.id}`, isUp, async ({ backEnd }) => {
    const ref = cards[n];
    if (ref !== undefined) await backEnd.changeElsewhere(ref);
  });
const reload = (window: number): Command =>
  new Command(`reload window ${window + 1}`, always, (world) => world.reload(window));
const disconnect = (window: number): Command =>
  new Command(
    `window ${window + 1} loses its connection`,
    ({ pages }) => pages.every(({ connected }) => connected),
    async (world) => world.page(window).disconnect(),
  );
export const reconnect = new Command(
  "the windows are connected again",
  ({ pages }) => pages.some(({ connected }) => !connected),
  (world) => world.reconnect(),
);
const restart = new Command("restart", always, (world) => world.restart());
const kill = new Command("kill", always, (world) => world.kill());

/** Waits until every queued entry has an answer. */
export const synced = new Command("all is synced", isUp, async (world) => {
  if (world.operator === null || world.wire.holding) return;
  await world.until("the end of the sync", ({ offline, session }) => {
    const waits = offline?.counts.waiting ?? 0;
    return (
      session.kind !== "active" || offline?.sync.kind === "paused" || (waits === 0 && offline?.sync.kind === "idle")
    );
  });
});

const window = fc.constantFrom(0, 1);
const which = fc.constantFrom<0 | 1>(0, 1);
const anyCard = fc.constantFrom(...cards);
const anyObject = fc.constantFrom(...cards, ...cards, ...users);
const small = fc.nat(3);

/** Random calls, weighted towards those that reach deep states. */
const anyCall: fc.Arbitrary<Call> = fc.oneof(
  { weight: 6, arbitrary: which.map((who) => calls.logIn(who)) },
  { weight: 1, arbitrary: which.map((who) => calls.logIn(who, "wrong")) },
  { weight: 2, arbitrary: fc.constant(calls.logOut) },
  { weight: 1, arbitrary: fc.constant(calls.lock) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom("virtualSmartCard", "user"), fc.boolean())
      .map(([id, marked]) => calls.search(id, marked)),
  },
  { weight: 1, arbitrary: anyObject.map(calls.open) },
  { weight: 1, arbitrary: anyObject.map(calls.history) },
  { weight: 6, arbitrary: fc.tuple(anyObject, small).map(([ref, nth]) => calls.start(ref, nth, false)) },
  { weight: 1, arbitrary: fc.tuple(anyCard, small).map(([ref, nth]) => calls.start(ref, nth, true)) },
  { weight: 6, arbitrary: fc.constant(calls.next("right")) },
  { weight: 2, arbitrary: fc.constantFrom(calls.next("wrong"), calls.next("behind")) },
  { weight: 1, arbitrary: fc.constant(calls.back) },
  { weight: 3, arbitrary: fc.constant(calls.close) },
  { weight: 2, arbitrary: fc.constant(calls.keep) },
  { weight: 2, arbitrary: fc.constantFrom("", "VSC-00000").map((q) => calls.take(q, 1)) },
  { weight: 1, arbitrary: fc.constantFrom(calls.leave, calls.cancelTake) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(calls.syncNow, calls.pause, calls.resume, calls.readQueue, calls.readEntries),
  },
  { weight: 3, arbitrary: small.map(calls.drop) },
  { weight: 5, arbitrary: small.map(calls.startAgain) },
  { weight: 1, arbitrary: fc.constant(calls.listTasks) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(small, fc.constantFrom("approve" as const, "reject" as const, "postpone" as const))
      .map(([nth, decision]) => calls.decide(nth, decision)),
  },
  { weight: 1, arbitrary: fc.constant(calls.withdraw) },
  { weight: 2, arbitrary: fc.boolean().map(bulk.startBulk) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(bulk.cancelBulk, bulk.resumeBulk, bulk.retryBulk, bulk.closeBulk, bulk.readItems),
  },
);

const anyEvent: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(down, up, up) },
  { weight: 1, arbitrary: fc.constant(expire) },
  { weight: 2, arbitrary: fc.constantFrom(slow, fast, fast) },
  { weight: 2, arbitrary: fc.constantFrom(...wireFaults).map(goWrong) },
  { weight: 1, arbitrary: fc.constant(late) },
  { weight: 1, arbitrary: fc.constantFrom(hours, hoursThere, setBack) },
  { weight: 2, arbitrary: fc.nat(cards.length - 1).map(elsewhere) },
  { weight: 1, arbitrary: window.map(reload) },
  { weight: 1, arbitrary: window.map(disconnect) },
  { weight: 1, arbitrary: fc.constant(reconnect) },
  { weight: 1, arbitrary: fc.constantFrom(restart, kill) },
  { weight: 1, arbitrary: fc.constant(synced) },
);

/** Every command; repeated items are more likely. */
export const anyCommand: readonly fc.Arbitrary<Command>[] = [
  ...Array.from({ length: 6 }, () => fc.tuple(anyCall, window).map(([call, n]) => inWindow(call, n))),
  ...Array.from({ length: 3 }, () => anyEvent),
  fc.tuple(anyCall, anyCall).map(([one, other]) => atOnce(one, other)),
];
