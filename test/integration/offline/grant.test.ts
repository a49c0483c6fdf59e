import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { grantType, offlineKeysSchema, type Grant } from "#shared/idm/offline.ts";
import { deviceOf, newDeviceKey } from "../../../electron/core/store/device.ts";
import { verifyGrant, whyNoEntry } from "../../../electron/core/working-set/grant.ts";
import { deviceKey, makeDevice, storeKey } from "../../../electron/core/store/keys.ts";
import { keyFile, unprotected } from "../../../electron/core/shell/key-file.ts";

const device = deviceOf(newDeviceKey());
const other = deviceOf(newDeviceKey());
const backEnd = await generateKeyPair("ES256", { extractable: true });
const keys = offlineKeysSchema.parse({
  keys: [{ ...(await exportJWK(backEnd.publicKey)), kid: "1", alg: "ES256", use: "sig" }],
});
const claims: Grant = {
  jti: "GRANT-1",
  sub: "OPR-1",
  cnf: { jwk: device.publicKey },
  iat: 1_800_000_000,
  nbf: 1_800_000_000,
  exp: 1_800_043_200,
  processes: ["VirtualSmartCardProcReactivate"],
  maxEntries: 3,
  firstSeq: 1,
  previous: "0".repeat(64),
};

async function signed(change: Partial<Grant> = {}, typ: string = grantType, key = backEnd.privateKey): Promise<string> {
  return new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: "ES256", kid: "1", typ }).sign(key);
}

const reasonOf = async (jws: string, operator = "OPR-1", of = device): Promise<string> => {
  const verified = await verifyGrant(jws, keys, operator, of.publicKey);
  return verified.kind === "grant" ? "trusted" : String(verified.error.params.reason);
};

test("a grant of the back end for this operator and device is trusted", async () => {
  expect(await verifyGrant(await signed(), keys, "OPR-1", device.publicKey)).toEqual({ kind: "grant", grant: claims });
});

test("a grant of another operator, device or type, with another signature or invalid claims is not trusted", async () => {
  const forger = await generateKeyPair("ES256");
  expect(await reasonOf(await signed(), "OPR-2")).toBe("another operator");
  expect(await reasonOf(await signed(), "OPR-1", other)).toBe("another device");
  expect(await reasonOf(await signed({}, "at+jwt"))).toBe("no grant");
  expect(await reasonOf(await signed({}, grantType, forger.privateKey))).toBe("ERR_JWS_SIGNATURE_VERIFICATION_FAILED");
  expect(await reasonOf(await signed({ maxEntries: 0 }))).toBe("claims");
  const [header = "", payload = ""] = (await signed()).split(".");
  const none = Buffer.from(JSON.stringify({ alg: "none", typ: grantType })).toString("base64url");
  expect(await reasonOf(`${none}.${payload}.`)).toBe("ERR_JOSE_ALG_NOT_ALLOWED");
  expect(await reasonOf(`${header}.${payload}.`)).not.toBe("trusted");
});

test("a grant with any one character changed is not trusted", async () => {
  const jws = await signed();
  for (let at = 0; at < jws.length; at += 1) {
    const old = jws.charAt(at);
    // The last character of a part has unused bits; a character that differs in the first bit
    // always changes the value.
    const changed = jws.slice(0, at) + (old === "A" ? "g" : "A") + jws.slice(at + 1);
    expect(await reasonOf(changed), `character ${at}`).not.toBe("trusted");
  }
});

test("refuses an entry before or after the grant, and more entries than it allows", () => {
  const begin = claims.nbf * 1000;
  const end = claims.exp * 1000;
  expect(whyNoEntry(claims, 0, begin)).toBeNull();
  expect(whyNoEntry(claims, 2, end - 1)).toBeNull();
  expect(whyNoEntry(claims, 0, begin - 1)?.code).toBe("grant-expired");
  expect(whyNoEntry(claims, 0, end)?.code).toBe("grant-expired");
  expect(whyNoEntry(claims, 3, begin)?.code).toBe("grant-used-up");
});

function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-keys-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

test("the key file is readable by its owner only, states its weaker protection, and accepts concurrent writes", async () => {
  const directory = dataDirectory();
  const file = join(directory, "keys.json");
  const vault = keyFile(directory, unprotected);
  const key = await storeKey(vault);
  const made = await Promise.all([makeDevice(vault), makeDevice(vault)]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toContain("protects less");
  const again = keyFile(directory, unprotected);
  expect(Buffer.from(await storeKey(again))).toEqual(Buffer.from(key));
  for (const { device: each, pkcs8 } of made) expect(await deviceKey(again, each.id)).toEqual(pkcs8);
  expect(await deviceKey(again, "unknown")).toBeNull();
  chmodSync(file, 0o644);
  await storeKey(again);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a key file that cannot be read is not replaced by a new one", async () => {
  const directory = dataDirectory();
  const file = join(directory, "keys.json");
  writeFileSync(file, "{half");
  await expect(storeKey(keyFile(directory, unprotected))).rejects.toMatchObject({
    error: { code: "vault-unavailable" },
  });
  await expect(makeDevice(keyFile(directory, unprotected))).rejects.toMatchObject({
    error: { code: "vault-unavailable" },
  });
  expect(readFileSync(file, "utf8")).toBe("{half");
});
