import { z } from "zod";
import { instant, label, list, verbatim, word } from "../text.ts";

export const healthSchema = z.object({
  status: word,
  api: word,
  product: word,
  time: instant,
});

export const credentialsSchema = z.object({
  account: verbatim(200).min(1),
  password: verbatim(1000).min(1),
});
export type Credentials = z.infer<typeof credentialsSchema>;

export const operatorSchema = z.object({
  id: word,
  name: label,
  account: word,
  roles: list(word, 100),
});
export type Operator = z.infer<typeof operatorSchema>;

/** A session: the bearer token for `Authorization`, when it ends, and who it is. */
export const sessionSchema = z.object({
  token: verbatim(10_000).min(1),
  expiresAt: instant,
  operator: operatorSchema,
});
export type Session = z.infer<typeof sessionSchema>;
