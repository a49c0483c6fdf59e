import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { keyFile, unprotected } from "../../../electron/core/shell/key-file.ts";
import { storeKey } from "../../../electron/core/store/keys.ts";
import { open, seal } from "../../../electron/core/store/sealed.ts";
import { StoreFault } from "../../../electron/core/store/store-fault.ts";
import { accepted, refused } from "../border.ts";
import { bytesLike } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { valuesLike } from "../values.ts";

const key = Buffer.alloc(32, 7).toString("base64");
const text = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const keys = fc.record({
  note: fc.constant(unprotected),
  keys: fc.record({ "offline-store": fc.oneof(fc.constant(key), fc.base64String()) }, { requiredKeys: [] }),
});

/** The key file of the browser shell: a key that seals and opens, or `vault-unavailable`. */
export const fuzz = fuzzer<Uint8Array>({
  arbitrary: fc.oneof(
    bytesLike(text({ note: unprotected, keys: { "offline-store": key } })),
    valuesLike(keys).map(text),
  ),
  async open() {
    const directory = mkdtempSync(join(tmpdir(), "carddesk-fuzz-keys-"));
    return {
      async send(bytes) {
        writeFileSync(join(directory, "keys.json"), bytes);
        try {
          const found = await storeKey(keyFile(directory, unprotected));
          open(found, "place", seal(found, "place", "text"));
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
