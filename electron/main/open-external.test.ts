import { beforeEach, expect, test, vi } from "vitest";
import { openExternal } from "./open-external.ts";

const opened = vi.hoisted(() => Array<string>());
vi.mock("electron", () => ({
  shell: {
    async openExternal(address: string) {
      opened.push(address);
      if (address.includes("nobody")) throw new Error("no browser");
    },
  },
}));
beforeEach(() => void (opened.length = 0));

test("an address of a provider opens in the system's browser if it is https or on this machine", async () => {
  for (const address of ["https://login.example.org/authorize?state=1", "http://127.0.0.1:7410/auth"])
    expect(await openExternal(address)).toBe(true);
  expect(opened).toEqual(["https://login.example.org/authorize?state=1", "http://127.0.0.1:7410/auth"]);
  expect(await openExternal("https://nobody.example.org/")).toBe(false);
});

test.each([
  "http://login.example.org/",
  "http://localhost/",
  "http://127.0.0.1.evil.test/",
  "file:///etc/passwd",
  "smb://evil.test/share",
  "javascript:alert(1)",
  "ms-msdt:/id",
  "carddesk://object/user/1",
  "app://carddesk/",
  " ",
  "",
])("%j opens nothing", async (address) => {
  expect(await openExternal(address)).toBe(false);
  expect(opened).toEqual([]);
});
