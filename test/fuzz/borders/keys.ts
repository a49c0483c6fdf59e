import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { keyFile, unprotected } from "../../../electron/core/shell/key-file.ts";
import { deviceOf, newDeviceKey } from "../../../electron/core/store/device.ts";
import { deviceKey, storeKey } from "../../../electron/core/store/keys.ts";
import { open, seal } from "../../../electron/core/store/sealed.ts";
import { StoreFault } from "../../../electron/core/store/store-fault.ts";
import { accepted, refused } from "../border.ts";
import { bytesLike } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { valuesLike } from "../values.ts";

const key = Buffer.alloc(32, 7).toString("base64");
const text = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const pkcs8 = newDeviceKey();
const device = deviceOf(pkcs8).id;
const sound = { "offline-store": key, [`device-${device}`]: pkcs8.toString("base64") };
const keys = fc.record({
  note: fc.constant(unprotected),
  keys: fc.record(
    {
      "offline-store": fc.oneof(fc.constant(key), fc.base64String()),
      [`device-${device}`]: fc
        .oneof(bytesLike(pkcs8), fc.constant(newDeviceKey()))
        .map((bytes) => Buffer.from(bytes).toString("base64")),
    },
    { requiredKeys: [] },
  ),
});

/** The key file of the browser shell, which must give working keys or `vault-unavailable`. */
export const fuzz = fuzzer<Uint8Array>({
  arbitrary: fc.oneof(bytesLike(text({ note: unprotected, keys: sound })), valuesLike(keys).map(text)),
  async open() {
    const directory = mkdtempSync(join(tmpdir(), "carddesk-fuzz-keys-"));
    return {
      async send(bytes) {
        writeFileSync(join(directory, "keys.json"), bytes);
        try {
          const vault = keyFile(directory, unprotected);
          const found = await storeKey(vault);
          open(found, "place", seal(found, "place", "text"));
          const signer = await deviceKey(vault, device);
          if (signer !== null && deviceOf(signer).id !== device) throw new Error("It is the key of another device.");
          return accepted;
        } catch (fault) {
          if (fault instanceof StoreFault) return refused(fault.error.code);
          throw fault;
        }
      },
      async close() {
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
});
