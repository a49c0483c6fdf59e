import { randomBytes, scryptSync } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Role } from "#shared/domain/roles.ts";
import type { Operator } from "#shared/idm/session.ts";
import { first, run } from "./sql.ts";

/** The operators of the sandbox. */
const operators: readonly (Operator & { readonly roles: readonly Role[] })[] = [
  { id: "OPR-1", account: "vscmanager", name: "Vera Cardell", roles: ["virtualSmartCardManager"] },
  { id: "OPR-2", account: "helpdesk", name: "Hedvig Pesk", roles: ["helpdeskOfficer"] },
  { id: "OPR-3", account: "officer", name: "Oskar Fichet", roles: ["registrationOfficer"] },
  { id: "OPR-4", account: "approver", name: "Aprilia Provera", roles: ["approver"] },
  { id: "OPR-5", account: "admin", name: "Adam Minkowski", roles: ["policyAdministrator"] },
];

const password = "sandbox";

/** Octets of a password hash (scrypt, RFC 7914, with Node's default cost). */
export const hashLength = 32;

/** An operator with what their password is checked against. */
export interface Account {
  readonly operator: Operator;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

export function insertAccounts(db: DatabaseSync): void {
  // One salt for all: that they have the same password is no secret, and hashing takes its time.
  const salt = randomBytes(16);
  const hash = scryptSync(password, salt, hashLength);
  for (const { account, id, name, roles } of operators) {
    run(db, "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?)", account, id, name, JSON.stringify(roles), salt, hash);
  }
}

const accountRow = z.object({
  account: z.string(),
  id: z.string(),
  name: z.string(),
  roles: z.string().transform((json) => z.array(z.string()).parse(JSON.parse(json))),
  salt: z.instanceof(Uint8Array),
  hash: z.instanceof(Uint8Array),
});

export function findAccount(db: DatabaseSync, account: string): Account | undefined {
  const row = first(db, accountRow, "SELECT * FROM accounts WHERE account = ?", account);
  if (row === undefined) return undefined;
  const { salt, hash, ...operator } = row;
  return { operator, salt, hash };
}
