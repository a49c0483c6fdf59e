import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { canonical } from "#shared/domain/journal.ts";
import {
  grantSchema,
  grantType,
  publicJwkSchema,
  type Grant,
  type OfflineKeys,
  type PublicJwk,
} from "#shared/idm/offline.ts";
import { first, run } from "../store/sql.ts";

/** ES256 in the form of JWS (RFC 7518 section 3.4): R and S, not DER. */
const es256 = (key: KeyObject) => ({ key, dsaEncoding: "ieee-p1363" }) as const;

/**
 * Returns the RFC 7638 thumbprint of a key, Base64url: the name of a device, and of the key that
 * signs grants.
 */
export function thumbprint({ kty, crv, x, y }: PublicJwk): string {
  return createHash("sha256").update(canonical({ kty, crv, x, y })).digest("base64url");
}

export const keyOf = (jwk: PublicJwk): KeyObject => createPublicKey({ key: { ...jwk }, format: "jwk" });

/**
 * Whether a JWK is a key: a point of P-256 (SP 800-186 section 3.2.1.3, checked by OpenSSL), in its
 * only canonical form. Another Base64url of the same octets would be another device, with its own
 * journal.
 */
export function isKey(jwk: PublicJwk): boolean {
  try {
    return canonical(keyOf(jwk).export({ format: "jwk" })) === canonical(jwk);
  } catch {
    return false;
  }
}

/** Whether a signature (R and S, canonical Base64url) over this text was made with this key. */
export function isSigned(text: string, signature: string, key: KeyObject): boolean {
  const octets = Buffer.from(signature, "base64url");
  return octets.toString("base64url") === signature && verify("sha256", Buffer.from(text), es256(key), octets);
}

/** Makes and stores the key that signs grants. */
export function insertGrantKey(db: DatabaseSync): void {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  run(db, "INSERT INTO offline_key VALUES (1, ?)", privateKey.export({ type: "pkcs8", format: "der" }));
}

/** Signs grants with the back end's own key. */
export function grantSigner(db: DatabaseSync) {
  const privateKey = readKey(db);
  const publicKey = createPublicKey(privateKey);
  const jwk = publicJwkSchema.parse(publicKey.export({ format: "jwk" }));
  const kid = thumbprint(jwk);

  return {
    keys: (): OfflineKeys => ({ keys: [{ ...jwk, kid, alg: "ES256", use: "sig" }] }),

    /**
     * Signs a grant as a compact JWS (RFC 7515 section 3.1). A library could not sign inside a
     * transaction, because it works asynchronously.
     */
    sign(grant: Grant): string {
      const input = [{ alg: "ES256", kid, typ: grantType }, grant]
        .map((part) => encoded(JSON.stringify(part)))
        .join(".");
      return `${input}.${sign("sha256", Buffer.from(input), es256(privateKey)).toString("base64url")}`;
    },

    /** Reads a grant; undefined if its signature is not the back end's. */
    read(jws: string): Grant | undefined {
      const [header = "", payload = "", signature = "", ...more] = jws.split(".");
      if (more.length > 0 || !isSigned(`${header}.${payload}`, signature, publicKey)) return undefined;
      return grantSchema.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    },
  };
}

const encoded = (text: string): string => Buffer.from(text).toString("base64url");

function readKey(db: DatabaseSync): KeyObject {
  const row = first(db, z.object({ key: z.instanceof(Uint8Array) }), "SELECT private_key AS key FROM offline_key");
  if (row === undefined) throw new Error("The data has no key to sign grants with.");
  return createPrivateKey({ key: Buffer.from(row.key), type: "pkcs8", format: "der" });
}
