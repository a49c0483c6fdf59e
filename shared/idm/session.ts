import { z } from "zod";
import { instant, label, list, verbatim, word } from "../text.ts";
import { personal, secret } from "../personal.ts";

export const healthSchema = z.object({
  status: word,
  api: word,
  product: word,
  time: instant,
});

export const credentialsSchema = z.object({
  account: personal(verbatim(200)).min(1),
  password: secret(verbatim(1000)).min(1),
});
export type Credentials = z.infer<typeof credentialsSchema>;

export const operatorSchema = z.object({
  id: personal(word),
  name: label,
  account: personal(word),
  roles: list(word, 100),
});
export type Operator = z.infer<typeof operatorSchema>;

/** A session: the bearer token for `Authorization`, when it ends, and who it is. */
export const sessionSchema = z.object({
  token: secret(verbatim(10_000)).min(1),
  expiresAt: instant,
  operator: operatorSchema,
});
export type Session = z.infer<typeof sessionSchema>;
