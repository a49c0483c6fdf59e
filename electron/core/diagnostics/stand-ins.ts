import { createCipheriv, hash, randomBytes } from "node:crypto";
import { formOf, poolsOf } from "./word-form.ts";

/** Replaces the words by which people, cards and machines are known. */
export interface StandIns {
  /**
   * Replaces each word of the text by another word of the same form. The same word always gets the
   * same stand-in, and two words never share one as long as their form has another.
   */
  text(said: string): string;
  /** Replaces bytes by as many others. */
  bytes(said: string, encoding: "base64" | "base64url"): string;
  /**
   * Clears the cache of whole texts, which is kept for a moment because the same texts come several
   * times.
   */
  forgetTexts(): void;
}

/** The most words that are remembered; beyond it the oldest are forgotten. */
const mostWords = 50_000;

/**
 * A date with or without its time; the letters of a number such as VSC-000002, which stay; a word;
 * a symbol that is no punctuation.
 */
const tokens =
  /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?|(?<![\p{L}\p{N}\p{M}])[A-Z]{3}-(?=\d{6}(?![\p{L}\p{N}]))|[\p{L}\p{N}\p{M}]+|[\p{So}\p{Co}\p{Cn}]/gu;

/**
 * Creates stand-ins by a random key that is in no file: without it a word cannot be found again by
 * trying names. Keeps the keyed hash of a word, not the word; keeps whole texts only until
 * `forgetTexts`.
 */
export function createStandIns(key: Uint8Array = randomBytes(32)): StandIns {
  const known = new Map<string, string>();
  const taken = new Set<string>();
  /** The cache of whole texts, with their replacements, until `forgetTexts`. */
  const atHand = new Map<string, string>();
  /** The key as the first block of SHA-256: Node's HMAC takes thirty times as long for a word. */
  const block = Buffer.from(key).toString("hex");
  const digestOf = (said: string): Buffer => hash("sha256", block + said, "buffer");

  function standInOf(word: string): string {
    const digest = digestOf(word);
    const id = digest.toString("latin1", 0, 16);
    const found = known.get(id);
    if (found !== undefined) return found;
    const standIn = freeStandIn(word, digest, taken);
    known.set(id, standIn);
    taken.add(standIn);
    if (known.size > mostWords) forgetOldest();
    return standIn;
  }

  function forgetOldest(): void {
    const [oldest] = known;
    if (oldest === undefined) return;
    known.delete(oldest[0]);
    taken.delete(oldest[1]);
  }

  return {
    text(said) {
      const found = atHand.get(said);
      if (found !== undefined) return found;
      const given = said.replace(tokens, (token) => {
        if (token.endsWith("-")) return token;
        const { word, inCase } = formOf(token);
        return inCase(standInOf(word));
      });
      atHand.set(said, given);
      return given;
    },
    forgetTexts: () => atHand.clear(),
    bytes: (said, encoding) =>
      Buffer.from(randomLike(digestOf(said), Buffer.from(said, encoding).length)).toString(encoding),
  };
}

/**
 * Finds the first free word of the same form, counting on from a random one. If none is free,
 * returns a shared one, but never the word itself.
 */
function freeStandIn(word: string, digest: Uint8Array, taken: ReadonlySet<string>): string {
  const pools = poolsOf(word);
  const places = [...randomLike(digest, pools.length)].map((byte, n) => byte % (pools[n]?.length ?? 1));
  const now = (): string => places.map((place, n) => pools[n]?.[place] ?? "").join("");
  const most = pools.reduce((count, pool) => Math.min(count * pool.length, 10_000), 1);
  let shared: string | null = null;
  for (let tries = 0; tries < most; tries += 1) {
    const candidate = now();
    if (candidate !== word) {
      if (!taken.has(candidate)) return candidate;
      shared ??= candidate;
    }
    countOn(places, pools);
  }
  return shared ?? "\u25a1".repeat(word.length);
}

/** Moves on to the next combination, the first place running fastest. */
function countOn(places: number[], pools: readonly (readonly string[])[]): void {
  for (const [n, pool] of pools.entries()) {
    places[n] = ((places[n] ?? 0) + 1) % pool.length;
    if (places[n] !== 0) return;
  }
}

/** Derives `length` bytes from a digest; another digest gives others. */
function randomLike(digest: Uint8Array, length: number): Uint8Array {
  if (length <= digest.length) return digest.subarray(0, length);
  return createCipheriv("aes-256-ctr", digest, Buffer.alloc(16)).update(Buffer.alloc(length));
}
