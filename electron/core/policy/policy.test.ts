import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testAuthority } from "../../../test/fixtures/certificates.ts";
import { shellOptionsSchema } from "../shell/options.ts";
import { managedPreferences, policyFile, registry, type Run } from "./machine.ts";
import { underPolicy } from "../shell/overrule.ts";
import { pemOf } from "#shared/pem.ts";
import { parsePolicy } from "./parse.ts";
import { readPolicy } from "./read.ts";

const production = { name: "Production", url: "https://idm.example.org" };
const sound = {
  version: 1,
  organisation: "City of Example",
  settings: { idleMinutes: 5, language: "sv" },
  environments: [
    production,
    { name: "Test", colour: "amber", url: "https://test.example.org/idm", ways: ["provider"] },
  ],
  environment: "test",
  logInWays: ["password", "provider"],
};

const parse = (change: object = {}) =>
  parsePolicy(JSON.stringify({ ...sound, ...change }), () => {
    throw new Error("no file is named");
  });

test("a policy sets the values that it has; the others are those of a new environment", () => {
  const policy = parse();
  expect(policy).toMatchObject({ organisation: "City of Example", settings: { idleMinutes: 5, language: "sv" } });
  expect(policy.unknownKeys).toEqual([]);
  const [first, second] = policy.environments ?? [];
  expect(first).toMatchObject({
    ...production,
    colour: "neutral",
    ca: null,
    bridge: null,
    ways: null,
    proxy: "system",
  });
  expect(policy.first).toBe(second?.id);
});

test("an environment keeps its id, whatever its position in the list", () => {
  const ids = (names: string[]) =>
    parse({
      environments: names.map((name) => ({ name, url: "https://x.example" })),
      environment: undefined,
    }).environments?.find(({ name }) => name === "B")?.id;
  expect(ids(["A", "B"])).toBe(ids(["B"]));
});

test.each([
  ["no JSON", "{", "it cannot be read: not-json"],
  ["another version", { version: 2 }, "version: "],
  ["nobody who set it", { organisation: " " }, "organisation: "],
  ["a number out of range", { settings: { idleMinutes: 0 } }, "settings.idleMinutes: "],
  ["a word that is none", { settings: { theme: "pink" } }, "settings.theme: "],
  ["an empty list of environments", { environments: [], environment: undefined }, "environments: "],
  [
    "http to another machine",
    { environments: [{ name: "Test", url: "http://idm.example.org" }] },
    "environments[0].url: needs an https address, or http to this machine, without a password",
  ],
  [
    "a password in an address",
    { environments: [{ name: "Test", url: "https://me:secret@idm.example.org" }] },
    "environments[0].url: needs an https address, or http to this machine, without a password",
  ],
  [
    "two environments of one name",
    {
      environments: [
        production,
        { name: "test", url: "https://a.example" },
        { name: "TEST ", url: "https://b.example" },
      ],
    },
    "environments[2].name: another environment has this name",
  ],
  [
    "two environments of one id",
    {
      environments: [
        { ...production, id: "a" },
        { name: "Test", url: "https://b.example", id: "a" },
      ],
    },
    "environments[1].id: another environment has this id",
  ],
  ["a first environment that is none", { environment: "Nowhere" }, "environment: none of the environments"],
  ["a first environment without any", { environments: undefined }, "environment: none of the environments"],
  [
    "a way that the site does not have",
    { environments: [{ ...production, name: "Test", ways: ["certificate"] }] },
    "environments[0].ways: one of them is not among logInWays",
  ],
  [
    "two certificates for one",
    { environments: [{ name: "Test", url: "https://a.example", ca: "x", caFile: "/x" }] },
    "environments[0]: either ca or caFile",
  ],
  [
    "no certificate",
    { environments: [{ name: "Test", url: "https://a.example", ca: "x" }] },
    "environments[0].ca: no certificate in PEM",
  ],
  [
    "a certificate that is no Base64",
    { environments: [{ name: "Test", url: "https://a.example", ca: pemOf(["AMIIB"]) }] },
    "environments[0].ca: no certificate in PEM",
  ],
  [
    "more certificates than an environment has",
    { environments: [{ name: "Test", url: "https://a.example", ca: pemOf(Array.from({ length: 51 }, () => "MIIB")) }] },
    "environments[0].ca: no certificate in PEM",
  ],
])("refuses %s, and names the field", (_, change, line) => {
  const refused = () => (typeof change === "string" ? parsePolicy(change, String) : parse(change));
  expect(refused).toThrow(line);
});

test("keys that this version does not know are reported, and the rest applies", () => {
  const policy = parse({
    colour: "red",
    settings: { idleMinutes: 5, fontsize: 12 },
    environments: [{ ...production, "na\nme": 1, name: "Test" }],
  });
  expect(policy.unknownKeys).toEqual(["colour", "settings.fontsize", "environments[0].na?me"]);
  expect(policy.settings).toEqual({ idleMinutes: 5 });
});

describe("the machine-wide place", () => {
  let folder: string;
  const owner = process.getuid?.() ?? 0;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "carddesk-test-policy-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string): string => join(folder, name);
  const write = (name: string, content: unknown = sound): string => {
    writeFileSync(at(name), typeof content === "string" ? content : JSON.stringify(content), { mode: 0o644 });
    return at(name);
  };
  const linux = (file: string) => () => readPolicy(policyFile(file, owner), null);

  test("of Linux: a file of root is read; a missing file or folder means no policy", () => {
    expect(linux(write("policy.json"))()).toMatchObject({ organisation: "City of Example" });
    expect(linux(at("none.json"))()).toBeNull();
    expect(linux(at("nowhere/policy.json"))()).toBeNull();
  });

  test("of Linux: a file that others can write or own, in itself or by its folder, is refused", () => {
    const file = write("policy.json");
    expect(() => readPolicy(policyFile(file, owner + 1), null)).toThrow("written by others than root");
    chmodSync(file, 0o666);
    expect(linux(file)).toThrow(`the policy ${file}: it or its folder can be written by others than root`);
    chmodSync(file, 0o644);
    chmodSync(folder, 0o777);
    expect(linux(file)).toThrow("written by others than root");
    chmodSync(folder, 0o755);
    // A link to a file that others can write counts as that file.
    mkdirSync(at("theirs"), { mode: 0o777 });
    writeFileSync(at("theirs/policy.json"), JSON.stringify(sound));
    chmodSync(at("theirs/policy.json"), 0o666);
    symlinkSync(at("theirs/policy.json"), at("link.json"));
    expect(linux(at("link.json"))).toThrow("written by others than root");
  });

  test("of Linux: a directory in place of the file is refused, not treated as no policy", () => {
    mkdirSync(at("policy.json"));
    expect(linux(at("policy.json"))).toThrow("the policy");
  });

  test("of Linux: a CA file has to exist and meet the same rules as the policy", () => {
    const authority = testAuthority();
    const withFile = { ...sound, environments: [{ ...production, caFile: write("ca.pem", authority.ca) }] };
    const file = write("policy.json", { ...withFile, environment: undefined });
    expect(linux(file)()?.environments?.[0]?.ca).toHaveLength(1);
    chmodSync(at("ca.pem"), 0o666);
    expect(linux(file)).toThrow("written by others than root");
    rmSync(at("ca.pem"));
    expect(linux(file)).toThrow(`there is no file ${at("ca.pem")}`);
    authority.remove();
  });

  test("of macOS: plutil converts the managed preferences to JSON; a missing file means no policy", () => {
    const file = write("org.carddesk.CardDesk.plist", "bplist00");
    const asked: unknown[] = [];
    const run: Run = (program, args) => {
      asked.push([program, ...args]);
      return { status: 0, out: Buffer.from(JSON.stringify({ ...sound, organisation: "Örebro" })) };
    };
    expect(readPolicy(managedPreferences(file, run, owner), null)).toMatchObject({ organisation: "Örebro" });
    expect(asked).toEqual([["/usr/bin/plutil", "-convert", "json", "-o", "-", file]]);
    const failing: Run = () => ({ status: 1, out: Buffer.alloc(0) });
    expect(() => readPolicy(managedPreferences(file, failing, owner), null)).toThrow("plutil cannot read it");
    expect(readPolicy(managedPreferences(at("none.plist"), failing, owner), null)).toBeNull();
  });

  describe("of Windows", () => {
    const system = String.raw`C:\Windows\System32`;
    const answered =
      (out: string, status = 0): Run =>
      () => ({ status, out: Buffer.from(out, "latin1") });
    const value = (type: string, text: string): string =>
      `\r\nHKEY_LOCAL_MACHINE\\Software\\Policies\\CardDesk\r\n    policy    ${type}    ${text}\r\n\r\n`;

    test("is the value `policy` of the registry, read by reg.exe of the system folder", () => {
      const asked: unknown[] = [];
      const run: Run = (program, args) => {
        asked.push([program, ...args]);
        return answered(value("REG_SZ", JSON.stringify(sound)))(program, args);
      };
      expect(readPolicy(registry(system, run), null)).toMatchObject({ organisation: "City of Example" });
      const key = String.raw`HKLM\Software\Policies\CardDesk`;
      expect(asked).toEqual([[String.raw`C:\Windows\System32\reg.exe`, "query", key, "/v", "policy"]]);
    });

    test("may have several lines, and escapes for characters that are not ASCII", () => {
      const text = JSON.stringify(sound, null, 2).replace("City of Example", String.raw`\u00d6rebro`);
      expect(readPolicy(registry(system, answered(value("REG_SZ", text))), null)?.organisation).toBe("Örebro");
    });

    test("means no policy if it has no value; another type, or text changed by the code page, is refused", () => {
      expect(readPolicy(registry(system, answered("", 1)), null)).toBeNull();
      expect(() => readPolicy(registry(system, answered(value("REG_DWORD", "0x1"))), null)).toThrow("REG_SZ");
      const changed = value("REG_SZ", JSON.stringify({ ...sound, organisation: "Örebro" }));
      expect(() => readPolicy(registry(system, answered(changed)), null)).toThrow("what is not ASCII");
    });
  });

  test("allows --policy to try a policy out if it has none, and refuses --policy if it has one", () => {
    const none = policyFile(at("none.json"), owner);
    const tried = write("tried.json", { ...sound, organisation: "Trial" });
    expect(readPolicy(none, tried)?.organisation).toBe("Trial");
    expect(() => readPolicy(none, at("nowhere.json"))).toThrow("there is no file");
    expect(() => readPolicy(policyFile(write("policy.json"), owner), tried)).toThrow("--policy: this machine has");
  });
});

test("the policy comes before flags and environment variables, and only where it says something", () => {
  const given = shellOptionsSchema.parse({
    idm: "https://other.example.org",
    "idm-is-sandbox": true,
    "idm-ca": "/tmp/ca.pem",
    "data-dir": "/tmp/data",
    bridge: "/tmp/bridge.sock",
    lang: "de",
  });
  expect(underPolicy(given, null)).toEqual({ options: given, overruled: [] });
  const { options, overruled } = underPolicy(given, parse());
  expect(overruled).toEqual(["idm", "idm-ca", "lang"]);
  expect(options).toMatchObject({ idm: null, "idm-ca": null, "idm-is-sandbox": false, lang: null });
  expect(options).toMatchObject({ bridge: "/tmp/bridge.sock", "data-dir": "/tmp/data" });
  const withBridge = parse({ environments: [{ ...production, name: "Test", bridge: "/run/bridge.sock" }] });
  expect(underPolicy(given, withBridge).overruled).toContain("bridge");
});
