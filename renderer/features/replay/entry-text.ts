import { assertNever } from "#shared/domain/assert-never.ts";
import type { Words } from "../../desk/words.ts";
import type { Entry } from "./timeline.ts";

/**
 * Returns what happened in one sentence. `names`: on-screen names of the pressed elements, by the
 * index of the entry.
 */
export function entryText({ index, item, error }: Entry, names: ReadonlyMap<number, string>, { say }: Words): string {
  switch (item.kind) {
    case "press": {
      const name = item.label ?? names.get(index) ?? "";
      return pressText(item.press, name === "" ? say("replay.unnamed") : name, say);
    }
    case "exchange":
      return error === null
        ? say("replay.exchange", { call: item.call, took: Math.round(item.took) })
        : say("replay.exchangeFailed", { call: item.call, code: error.code });
    case "bridge":
      return say("replay.bridge", { method: item.method });
    case "answer":
    case "event":
      return error === null ? "" : `${say(`error.${error.code}.happened`)} (${error.code})`;
    case "call":
    case "route":
      return "";
    default:
      return assertNever(item);
  }
}

type Press = Extract<Entry["item"], { kind: "press" }>["press"];

function pressText(press: Press, name: string, say: Words["say"]): string {
  switch (press.kind) {
    case "click":
      return say("replay.click", { name });
    case "key":
      return say("replay.key", { name, key: press.key });
    case "type":
      return press.value === ""
        ? say("replay.typeNothing", { name })
        : say("replay.type", { name, value: press.value });
    case "choose":
      return say("replay.choose", { name, value: press.value });
    default:
      return assertNever(press);
  }
}
