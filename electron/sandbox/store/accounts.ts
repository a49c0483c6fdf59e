import { randomBytes, scryptSync } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Role } from "#shared/domain/roles.ts";
import { accountKey, type Operator } from "#shared/idm/session.ts";
import type { SandboxAccount } from "#shared/sandbox.ts";
import { first, run } from "./sql.ts";

/** The operators of the sandbox; each of them is also one of its users. */
const operators: readonly (Operator & {
  readonly account: SandboxAccount;
  readonly roles: readonly Role[];
  readonly user: string;
})[] = [
  { id: "OPR-1", account: "vscmanager", name: "Vera Cardell", roles: ["virtualSmartCardManager"], user: "USR-000011" },
  { id: "OPR-2", account: "helpdesk", name: "Hedvig Pesk", roles: ["helpdeskOfficer"], user: "USR-000012" },
  {
    id: "OPR-3",
    account: "officer",
    name: "Oskar Fichet",
    roles: ["registrationOfficer", "bulkOperator"],
    user: "USR-000013",
  },
  { id: "OPR-4", account: "approver", name: "Aprilia Provera", roles: ["approver"], user: "USR-000014" },
  { id: "OPR-5", account: "admin", name: "Adam Minkowski", roles: ["policyAdministrator"], user: "USR-000015" },
];

const password = "sandbox";

/** Octets of a password hash (scrypt, RFC 7914, with Node's default cost). */
export const hashLength = 32;

/** An operator with the salt and the hash of their password. */
export interface Account {
  readonly operator: Operator;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

export function insertAccounts(db: DatabaseSync): void {
  // One salt for all: they share one password, which is no secret, and hashing is slow.
  const salt = randomBytes(16);
  const hash = scryptSync(password, salt, hashLength);
  for (const { account, id, name, roles, user } of operators) {
    const values = [account, id, name, JSON.stringify(roles), user, salt, hash];
    run(db, "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?)", ...values);
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

const columns = "SELECT account, id, name, roles, salt, hash FROM accounts";

/** Finds an account, whatever the case it is typed in; those of the sandbox are lower case. */
export function findAccount(db: DatabaseSync, account: string): Account | undefined {
  const row = first(db, accountRow, `${columns} WHERE account = ?`, accountKey(account));
  if (row === undefined) return undefined;
  const { salt, hash, ...operator } = row;
  return { operator, salt, hash };
}

/** Returns an operator that must exist; throws Error otherwise. */
export function operatorWithId(db: DatabaseSync, id: string): Operator {
  const row = first(db, accountRow, `${columns} WHERE id = ?`, id);
  if (row === undefined) throw new Error(`There is no operator ${id}.`);
  const { account, name, roles } = row;
  return { id, account, name, roles };
}

/** Returns an operator of the sandbox by their account. */
export function operatorOf(db: DatabaseSync, account: SandboxAccount): Operator {
  const found = findAccount(db, account);
  if (found === undefined) throw new Error(`There is no account ${account}.`);
  return found.operator;
}

/** Returns the id of the user that an operator is; null if they are not a user. */
export const userOfOperator = (db: DatabaseSync, id: string): string | null =>
  first(db, z.object({ user: z.string().nullable() }), "SELECT user FROM accounts WHERE id = ?", id)?.user ?? null;
