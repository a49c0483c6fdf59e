import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { SafeStorage } from "electron";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { storeKey } from "../core/store/keys.ts";
import { keyFile } from "../core/shell/key-file.ts";
import { keyStore } from "./key-store.ts";

type Used = Pick<SafeStorage, "isAsyncEncryptionAvailable" | "encryptStringAsync" | "decryptStringAsync">;

interface State {
  /**
   * Name of the key at the start of a ciphertext on Linux: `v11` is one in a keyring, `v10` a fixed
   * password.
   */
  mark: "v10" | "v11";
  available: boolean;
  key: string;
  /** Whether the key store has a newer key than the one used for the ciphertext. */
  stale: boolean;
}

/**
 * A key store of the operating system, with the types of the real package; `key` is its current
 * key.
 */
const system = vi.hoisted(() => {
  const state: State = { mark: "v11", available: true, key: "old", stale: false };
  const safeStorage: Used = {
    async isAsyncEncryptionAvailable() {
      return state.available;
    },
    async encryptStringAsync(plain: string) {
      return Buffer.from(`${state.mark}${state.key}:${Buffer.from(plain).toString("hex")}`);
    },
    async decryptStringAsync(encrypted: Buffer) {
      const [key, hex = ""] = encrypted.toString().slice(3).split(":");
      if (key !== state.key && !state.stale) throw new Error("Error while decrypting the ciphertext");
      return { result: Buffer.from(hex, "hex").toString(), shouldReEncrypt: state.stale };
    },
  };
  return { state, safeStorage };
});
vi.mock("electron", () => ({ safeStorage: system.safeStorage }));

/** Operations on the disk, in order; `failing` names the operation that fails. */
const disk = vi.hoisted(() => ({ done: Array<string>(), failing: "" }));
vi.mock(import("node:fs/promises"), async (original) => {
  const real = await original();
  const note = (what: string): void => {
    disk.done.push(what);
    if (what === disk.failing) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  };
  const nameOf = (path: unknown): string => basename(String(path)).replace(/\.[-0-9a-f]{36}$/, ".new");
  const watched = (handle: FileHandle, name: string): FileHandle =>
    new Proxy(handle, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== "function") return value;
        return (...args: unknown[]): unknown => {
          note(`${String(property)} ${name}`);
          return Reflect.apply(value, target, args);
        };
      },
    });
  return {
    ...real,
    async open(...args: Parameters<typeof real.open>) {
      return watched(await real.open(...args), nameOf(args[0]));
    },
    async rename(from, to) {
      note(`rename ${nameOf(from)} ${nameOf(to)}`);
      await real.rename(from, to);
    },
  };
});

let directory = "";
beforeEach(() => {
  Object.assign(system.state, { mark: "v11", available: true, key: "old", stale: false });
  disk.done.length = 0;
  disk.failing = "";
  directory = mkdtempSync(join(tmpdir(), "carddesk-key-store-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
});

const secret = Buffer.from("0123456789abcdef0123456789abcdef");
const opened = () => keyStore(keyFile(directory, "encrypted"));
const kept = (): string => readFileSync(join(directory, "keys.json"), "utf8");

test("a secret can be read after a restart, and is encrypted in the file", async () => {
  await opened().write("offline-store", secret);
  expect(kept()).not.toContain(secret.toString("base64"));
  expect(Buffer.from((await opened().read("offline-store")) ?? "")).toEqual(secret);
  expect(await opened().read("another")).toBeNull();
});

test("a write ends only after the new file is written, synced and moved, and its directory is synced", async () => {
  await opened().write("offline-store", secret);
  const name = basename(directory);
  expect(disk.done).toEqual([
    "writeFile keys.json.new",
    "sync keys.json.new",
    "close keys.json.new",
    "rename keys.json.new keys.json",
    `sync ${name}`,
    `close ${name}`,
  ]);
});

test.each(["writeFile keys.json.new", "sync keys.json.new", "rename keys.json.new keys.json"])(
  "a disk that is full at %s leaves the old secrets, and no other file",
  async (failing) => {
    await opened().write("offline-store", secret);
    const before = kept();
    disk.failing = failing;
    await expect(opened().write("device-1", secret)).rejects.toThrow("no space");
    expect(kept()).toBe(before);
    expect(readdirSync(directory)).toEqual(["keys.json"]);
  },
);

/** Simulates Linux, the only platform where a ciphertext names its key. */
function onLinux(): void {
  const { platform } = process;
  Object.defineProperty(process, "platform", { value: "linux" });
  onTestFinished(() => void Object.defineProperty(process, "platform", { value: platform }));
}

test("Linux without a keyring: what was only obfuscated is refused, with the reason, and not kept", async () => {
  system.state.mark = "v10";
  const reason = "the desktop has no keyring (v10)";
  await expect(storeKey(opened())).rejects.toMatchObject({ error: { code: "vault-unavailable", details: reason } });
  await expect(opened().write("offline-store", secret)).rejects.toThrow(reason);
  expect(readdirSync(directory)).toEqual([]);
});

test("a secret that was only obfuscated is used only after a keyring can keep it", async () => {
  onLinux();
  const obfuscated = Buffer.from(`v10old:${Buffer.from(secret.toString("base64")).toString("hex")}`);
  await keyFile(directory, "encrypted").write("offline-store", obfuscated);
  const before = kept();
  system.state.mark = "v10";
  await expect(opened().read("offline-store")).rejects.toThrow("no keyring");
  expect(kept()).toBe(before);
  system.state.mark = "v11";
  expect(Buffer.from((await opened().read("offline-store")) ?? "")).toEqual(secret);
  expect(kept()).not.toBe(before);
});

test("a key store that is not available is refused, with the reason", async () => {
  system.state.available = false;
  await expect(storeKey(opened())).rejects.toMatchObject({
    error: { code: "vault-unavailable", details: "safeStorage is not available" },
  });
  expect(readdirSync(directory)).toEqual([]);
});

test("a secret that does not decrypt, or decrypts to garbage, causes an error and is kept for the old key", async () => {
  const key = Buffer.from(await storeKey(opened()));
  const before = kept();
  system.state.key = "lost";
  await expect(storeKey(opened())).rejects.toMatchObject({ error: { code: "vault-unavailable" } });
  expect(kept()).toBe(before);
  system.state.key = "old";
  vi.spyOn(system.safeStorage, "decryptStringAsync").mockResolvedValueOnce({
    result: "\u0001\uFFFDgarbage",
    shouldReEncrypt: true,
  });
  await expect(storeKey(opened())).rejects.toMatchObject({ error: { code: "vault-unavailable" } });
  expect(kept()).toBe(before);
  expect(Buffer.from(await storeKey(opened()))).toEqual(key);
});

test("a secret is encrypted again if the system has a newer key, and read even if that cannot be written", async () => {
  const key = Buffer.from(await storeKey(opened()));
  const before = kept();
  Object.assign(system.state, { key: "new", stale: true });
  disk.failing = "sync keys.json.new";
  expect(Buffer.from(await storeKey(opened()))).toEqual(key);
  expect(kept()).toBe(before);
  disk.failing = "";
  expect(Buffer.from(await storeKey(opened()))).toEqual(key);
  expect(kept()).not.toBe(before);
  system.state.stale = false;
  expect(Buffer.from(await storeKey(opened()))).toEqual(key);
});
