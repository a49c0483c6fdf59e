import { setImmediate } from "node:timers/promises";
import type { Page } from "./page.ts";
import { Violation } from "./violation.ts";

/** The account that may run a bulk, and may therefore see whose bulk is open. */
const bulkRole = "officer";

const objects = /\b(VSC|USR)-\d{6}\b/;

/**
 * Checks every message to a window against the operator logged in there. Private to an operator
 * are: typed text (kept entries, reasons, search texts), the wizard, the journal entries, the items
 * of a bulk and the search text of the working set. While no operator is logged in or the session
 * is locked, messages must not contain any object or person; the operator's own name is allowed.
 */
export class Privacy {
  readonly found: Violation[] = [];
  readonly #persons: readonly string[];
  readonly #arriving = new Map<string, number>();
  readonly #owners = new Map<string, { readonly owner: string; readonly what: string }>();
  readonly #starters = new Map<string, Set<string>>();
  #bulkOwner: string | null = null;
  #typed = 0;

  constructor(persons: readonly string[]) {
    this.#persons = persons;
  }

  /** Returns a unique text for an operator to type. */
  type(owner: string, what: string): string {
    this.#typed += 1;
    const text = `typed-${this.#typed}-by-${owner}`;
    this.#owners.set(text, { owner, what });
    return text;
  }

  starts(owner: string, process: string, id: string): void {
    const key = `${process} ${id}`;
    this.#starters.set(key, (this.#starters.get(key) ?? new Set()).add(owner));
  }

  /**
   * Lets the window receive the operator's data from the log-in call on: some of it arrives before
   * the answer, and events are sent after the answers of their turn.
   */
  async arrives<T>(account: string, logIn: Promise<T>): Promise<T> {
    this.#arriving.set(account, (this.#arriving.get(account) ?? 0) + 1);
    try {
      return await logIn;
    } finally {
      await setImmediate();

      this.#arriving.set(account, (this.#arriving.get(account) ?? 1) - 1);
    }
  }

  /**
   * Checks a message to a window. `askedBy`: for an answer, the operator at the time of the call.
   */
  told(page: Page, what: string, content: unknown, askedBy: string | null): void {
    const here = new Set([...this.#arriving].filter(([, count]) => count > 0).map(([account]) => account));
    const operator = page.operator();
    if (operator !== null) here.add(operator);
    const sits = operator ?? (here.size > 0 ? [...here].join(" ") : `nobody (${page.state.session.kind})`);
    const found = this.#look(what, content, here);
    if (found === null) return;
    const late = what.startsWith("answer") && askedBy !== null && !here.has(askedBy);
    const text = `${what} tells ${page.name}, where ${sits} sits, ${found}: ${shorten(content)}`;
    // One kind for a violation in the event and in the answer: both carry the same data.
    const kind = `${what.replace(/^\w+ (\w+)\..*/, "$1")} ${found.replace(/ of .*|,.*/, "")} ${operator === null ? "nobody" : ""}`;
    this.found.push(new Violation(late ? "late-answer" : "privacy", text, kind));
  }

  #look(what: string, content: unknown, here: ReadonlySet<string>): string | null {
    const text = JSON.stringify(content);
    const payload = what.startsWith("answer") ? valueOf(content) : content;
    for (const entry of entriesIn(what, payload)) {
      const [first] = here;
      if (!this.#owners.has(entry) && first !== undefined) {
        this.#owners.set(entry, { owner: first, what: "entry of the journal" });
      }
    }
    for (const [secret, { owner, what: kind }] of this.#owners)
      if (!here.has(owner) && text.includes(secret)) return `${kind} of ${owner}`;
    if (here.size === 0) {
      const object = objects.exec(text)?.[0] ?? this.#persons.find((name) => text.includes(name));
      if (object !== undefined) return `an object or a person, ${object}`;
    }
    return this.#lookAtState(what, payload, here);
  }

  #lookAtState(what: string, payload: unknown, here: ReadonlySet<string>): string | null {
    if (/ wizard\.(changed|state)$/.test(what)) {
      const starters = this.#starters.get(`${textAt(payload, "process")} ${textAt(payload, "object", "id")}`);
      if (starters !== undefined && ![...starters].some((each) => here.has(each)))
        return `the wizard of ${[...starters].join()}`;
    }
    if (/ bulk\.items(Changed)?$/.test(what) && Array.isArray(payload) && payload.length > 0) {
      const owner = this.#bulkOwner;
      if (owner !== null && !here.has(owner)) return `items of the bulk of ${owner}`;
    }
    if (/ bulk\.(changed|state)$/.test(what) && textAt(payload, "operator", "account") !== "") {
      const owner = textAt(payload, "operator", "account");
      this.#bulkOwner = owner;
      if (!here.has(owner) && !here.has(bulkRole)) return `the bulk of ${owner}`;
    }
    if (/ offline\.(changed|state)$/.test(what) && at(payload, "workingSet", "kind") === "taken") {
      const owner = textAt(payload, "workingSet", "operator", "account");
      if (!here.has(owner)) {
        if (at(payload, "working") === true) return `that the working set of ${owner} is worked with`;
        if (textAt(payload, "workingSet", "q") !== "") return `search text of the working set of ${owner}`;
      }
    }
    return null;
  }
}

function valueOf(answer: unknown): unknown {
  return typeof answer === "object" && answer !== null && "value" in answer ? answer.value : null;
}

/** Returns the text at a path of keys; empty if there is none. */
function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** Returns the value at a path of keys; undefined if there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) found = typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined;
  return found;
}

/** Returns the operations of the journal entries in a message that contains any. */
function entriesIn(what: string, payload: unknown): string[] {
  const list = what.endsWith(" offline.entriesChanged")
    ? payload
    : what.endsWith(" offline.queue")
      ? at(payload, "entries")
      : / wizard\.(changed|state)$/.test(what)
        ? [at(payload, "entry")]
        : [];
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    const operation = at(entry, "operation");
    return typeof operation === "string" ? [operation] : [];
  });
}

const shorten = (content: unknown): string => {
  const text = JSON.stringify(content);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
};
