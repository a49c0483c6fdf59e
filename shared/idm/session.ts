import { z } from "zod";
import { instant, label, list, text, verbatim, word } from "../text.ts";
import { personal, plain, secret } from "../personal.ts";

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

/** Returns an account in the form in which it is compared: directories ignore its case. */
export const accountKey = (account: string): string => account.normalize("NFC").toLowerCase();

/** An access token of a provider, made for the back end (JWT, RFC 9068). */
const accessToken = secret(verbatim(20_000)).min(1);
export const providerLogInSchema = z.object({ accessToken });

/**
 * A fresh log-in of the operator who is logged in. `certificate`: the certificate of the TLS
 * connection, at the address of the way `certificate`.
 */
export const proofSchema = z.discriminatedUnion("way", [
  z.object({ way: z.literal("password"), password: credentialsSchema.shape.password }),
  z.object({ way: z.literal("provider"), accessToken }),
  z.object({ way: z.literal("certificate") }),
]);

export const operatorSchema = z.object({
  id: personal(word),
  name: label,
  account: personal(word),
  roles: list(word, 100),
});
export type Operator = z.infer<typeof operatorSchema>;

/** A session: the bearer token for `Authorization`, its expiry and its operator. */
export const sessionSchema = z.object({
  token: secret(verbatim(10_000)).min(1),
  expiresAt: instant,
  operator: operatorSchema,
});
export type Session = z.infer<typeof sessionSchema>;

const address = personal(text(2_000));

/**
 * A way to log in that the back end offers. `provider`: OpenID Connect; the access token is
 * requested for `resource` (RFC 8707), or by `scopes` alone if that is null. `certificate`: TLS
 * with a client certificate, at another address of the back end.
 */
export const logInWaySchema = z.discriminatedUnion("way", [
  z.object({ way: z.literal("password") }),
  z.object({
    way: z.literal("provider"),
    name: plain(label),
    issuer: address,
    clientId: word,
    scopes: list(word, 50),
    resource: address.nullable(),
  }),
  z.object({ way: z.literal("certificate"), url: address }),
]);
export type LogInWay = z.infer<typeof logInWaySchema>;

/**
 * The ways that the back end offers, its preferred one first; a way that this version does not know
 * is ignored.
 */
export const logInWaysSchema = list(z.union([logInWaySchema, z.object({ way: word })]), 20);
