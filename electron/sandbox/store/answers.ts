import { hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { first, run } from "./sql.ts";

/**
 * The answer to a call: HTTP status and the value of the JSON body, undefined if there is no body.
 */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The request that an Idempotency-Key identifies: one request of one operator. */
export interface RequestKey {
  readonly operator: string;
  readonly key: string;
  /** Hash of method, address, relevant headers and body: a request that differs is another one. */
  readonly fingerprint: string;
}

export const fingerprintOf = (...parts: readonly unknown[]): string => hash("sha256", JSON.stringify(parts));

const answerRow = z.object({
  fingerprint: z.string(),
  status: z.number(),
  body: z
    .string()
    .nullable()
    .transform((json): unknown => (json === null ? undefined : JSON.parse(json))),
});

/**
 * Returns the stored answer to this request; `another-request` if its key was used for a different
 * one.
 */
export function firstAnswer(
  db: DatabaseSync,
  { operator, key, fingerprint }: RequestKey,
): Answer | "another-request" | undefined {
  const sql = "SELECT fingerprint, status, body FROM answers WHERE operator = ? AND key = ?";
  const found = first(db, answerRow, sql, operator, key);
  if (found === undefined) return undefined;
  return found.fingerprint === fingerprint ? { status: found.status, body: found.body } : "another-request";
}

export function keepAnswer(db: DatabaseSync, request: RequestKey, { status, body }: Answer): void {
  const { operator, key, fingerprint } = request;
  const json = body === undefined ? null : JSON.stringify(body);
  run(db, "INSERT INTO answers VALUES (?, ?, ?, ?, ?)", operator, key, fingerprint, status, json);
}
