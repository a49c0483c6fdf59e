import { DatabaseSync, StatementSync } from "node:sqlite";

/**
 * Loaded before a program (`--import`): kills it with SIGKILL at the n-th point. Each write to the
 * database, including a commit, has two points: before and after it. The number comes from the
 * environment (`KILL_AT_WRITE`, counted from the start) or from the parent's message `{ killAtWrite
 * }` (counted from its arrival).
 */
let left = Number(process.env.KILL_AT_WRITE ?? Number.POSITIVE_INFINITY);

process.on("message", (message: unknown) => {
  if (typeof message === "object" && message !== null && "killAtWrite" in message) left = Number(message.killAtWrite);
});
// The channel to the parent must not keep the program alive.
process.channel?.unref();

function point(): void {
  left -= 1;
  if (left <= 0) process.kill(process.pid, "SIGKILL");
}

const writes = /^\s*(INSERT|UPDATE|DELETE|COMMIT|BEGIN|SAVEPOINT|RELEASE)/i;

/** Puts a point before and after each call of a method that writes. */
function around(prototype: object, name: string, isWrite: (args: unknown[]) => boolean): void {
  const method: unknown = Reflect.get(prototype, name);
  if (typeof method !== "function") throw new Error(`There is no ${name}.`);
  const value = new Proxy(method, {
    apply(target, self, args: unknown[]) {
      if (!isWrite(args)) return Reflect.apply(target, self, args);
      point();
      const result: unknown = Reflect.apply(target, self, args);
      point();
      return result;
    },
  });
  Object.defineProperty(prototype, name, { value });
}

around(DatabaseSync.prototype, "exec", ([sql]) => typeof sql === "string" && writes.test(sql));
around(StatementSync.prototype, "run", () => true);
