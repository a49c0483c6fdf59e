import { sw } from "./apdu.ts";

/** A PIN or PUK with its retry counter; every answer is a status word. */
export interface Secret {
  /** `63Cx` with the tries left, or blocked. */
  state(): number;
  /** Compares; a malformed value uses no try. */
  check(given: Buffer): number;
  change(old: Buffer, next: Buffer): number;
  /** Sets a new value with all tries. */
  replace(next: Buffer): number;
}

/**
 * Makes a PIN or PUK: 8 bytes, 6 to 8 characters padded with FF (SP 800-73-4, part 1, 3.2.1 and
 * part 2, 2.4.3).
 */
export function secret(initial: string, tries: number): Secret {
  let value = Buffer.alloc(8, 0xff);
  value.write(initial, "ascii");
  let left = tries;

  const state = (): number => (left === 0 ? sw.blocked : 0x63c0 | left);
  const wellFormed = (given: Buffer): boolean => /^[\x21-\x7e]{6,8}\xff*$/.test(given.toString("latin1"));

  function check(given: Buffer): number {
    if (left === 0) return sw.blocked;
    if (given.length !== 8 || !wellFormed(given)) return sw.wrongData;
    left = given.equals(value) ? tries : left - 1;
    return left === tries ? sw.ok : state();
  }

  function replace(next: Buffer): number {
    if (next.length !== 8 || !wellFormed(next)) return sw.wrongData;
    value = Buffer.from(next);
    left = tries;
    return sw.ok;
  }

  return {
    state,
    check,
    replace,
    change: (old, next) => {
      if (next.length !== 8 || !wellFormed(next)) return sw.wrongData;
      const outcome = check(old);
      return outcome === sw.ok ? replace(next) : outcome;
    },
  };
}
