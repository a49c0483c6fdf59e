import { EventEmitter } from "node:events";
import { beforeEach, expect, test, vi } from "vitest";
import type { Place } from "#shared/ipc/place.ts";
import { notifications } from "./notifications.ts";

const shown = vi.hoisted(() => ({ list: Array<{ body: string; isOpen: boolean; emit(name: string): unknown }>() }));
vi.mock("electron", () => ({
  Notification: class extends EventEmitter {
    static isSupported = (): boolean => true;
    readonly body: string;
    isOpen = false;
    constructor({ body }: { body: string }) {
      super();
      this.body = body;
      shown.list.push(this);
    }
    show = (): void => {
      this.isOpen = true;
    };
    close = (): void => {
      this.isOpen = false;
      this.emit("close");
    };
  },
}));
beforeEach(() => void (shown.list.length = 0));

const open = (): string[] => shown.list.flatMap(({ isOpen, body }) => (isOpen ? [body] : []));
const task = { kind: "task", count: 1, place: { kind: "task", id: "T-1" } } as const;
const conflict = { kind: "conflict", count: 2, place: { kind: "offline" } } as const;

function desktop() {
  const led: (Place | null)[] = [];
  return { led, told: notifications({ language: () => "en", isSeen: () => false, lead: (to) => void led.push(to) }) };
}

test("notices during a lock become a count, and a click on it leads to no place", () => {
  const { led, told } = desktop();
  told.notify(task);
  expect(open()).toEqual(["A task waits for your decision."]);
  told.lock("screen");
  expect(open()).toEqual(["1 message is waiting."]);
  told.lock("session");
  told.notify(conflict);
  expect(open()).toEqual(["2 messages are waiting."]);
  shown.list.at(-1)?.emit("click");
  expect(led).toEqual([null]);
});

test("the count stays until screen and session are unlocked; later notices show their kind", () => {
  const { led, told } = desktop();
  told.lock("session");
  told.lock("screen");
  expect(open()).toEqual([]);
  told.notify(conflict);
  told.unlock("screen");
  expect(open()).toEqual(["1 message is waiting."]);
  told.unlock("session");
  expect(open()).toEqual([]);
  told.notify(conflict);
  expect(open()).toEqual(["2 entries were not carried out."]);
  shown.list.at(-1)?.emit("click");
  expect(led).toEqual([{ kind: "offline" }]);
  expect(open()).toEqual([]);
});
