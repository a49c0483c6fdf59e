import { z } from "zod";

export const healthSchema = z.object({
  status: z.string(),
  api: z.string(),
  product: z.string(),
  time: z.iso.datetime(),
});

export const credentialsSchema = z.object({
  account: z.string().min(1).max(200),
  password: z.string().min(1).max(1000),
});
export type Credentials = z.infer<typeof credentialsSchema>;

export const operatorSchema = z.object({
  id: z.string(),
  name: z.string(),
  account: z.string(),
  roles: z.array(z.string()),
});
export type Operator = z.infer<typeof operatorSchema>;

/** A session: the bearer token for `Authorization`, when it ends, and who it is. */
export const sessionSchema = z.object({
  token: z.string().min(1),
  expiresAt: z.iso.datetime(),
  operator: operatorSchema,
});
export type Session = z.infer<typeof sessionSchema>;
