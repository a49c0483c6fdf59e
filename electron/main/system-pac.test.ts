import { describe, expect, test } from "vitest";
import { pacHost } from "./system-pac.ts";

const nobody = (): string => {
  throw new Error("no program is asked");
};

describe("the host of the system's PAC file", () => {
  test("comes from the user's registry on Windows", () => {
    const asked: unknown[] = [];
    const host = pacHost("win32", { SystemRoot: "D:\\Windows" }, (program, args) => {
      asked.push(program, args.at(-1));
      return "\r\nHKEY_CURRENT_USER\\Software\r\n    AutoConfigURL    REG_SZ    http://pac.city.example:8080/p.pac\r\n\r\n";
    });
    expect(host).toBe("pac.city.example");
    expect(asked).toEqual(["D:\\Windows\\System32\\reg.exe", "AutoConfigURL"]);
    expect(pacHost("win32", {}, () => "")).toBeNull();
  });

  test("comes from scutil on macOS, if the PAC file is switched on there", () => {
    const said = (on: number): string =>
      `<dictionary> {\n  ProxyAutoConfigEnable : ${on}\n  ProxyAutoConfigURLString : https://pac.example/p.pac\n}`;
    expect(pacHost("darwin", {}, () => said(1))).toBe("pac.example");
    expect(pacHost("darwin", {}, () => said(0))).toBeNull();
  });

  test("comes from auto_proxy on Linux, or else from the settings of GNOME", () => {
    expect(pacHost("linux", { auto_proxy: "http://127.0.0.1:81/p.pac" }, nobody)).toBe("127.0.0.1");
    const gnome = (mode: string) => (_: string, args: readonly string[]) =>
      args.at(-1) === "mode" ? `'${mode}'\n` : "'http://[fe80::1]/p.pac'\n";
    expect(pacHost("linux", {}, gnome("auto"))).toBe("[fe80::1]");
    expect(pacHost("linux", {}, gnome("none"))).toBeNull();
  });

  test("is not taken from an address that would open several names, or that Chromium does not fetch", () => {
    for (const address of [
      "http://*/p.pac",
      "http://a,b/p.pac",
      "http://a, EXCLUDE */",
      "file:///p.pac",
      "data:,x",
      "p",
    ])
      expect([address, pacHost("linux", { auto_proxy: address }, nobody)]).toEqual([address, null]);
  });
});
