import { parseDeepLink } from "#shared/domain/object-link.ts";
import type { Ref } from "#shared/domain/ref.ts";

/** The first deep link of a command line, as Windows and Linux start a program with one. */
export function deepLinkOf(args: readonly string[]): Ref | null {
  for (const arg of args) {
    const ref = parseDeepLink(arg);
    if (ref !== null) return ref;
  }
  return null;
}
