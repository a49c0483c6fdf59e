import { parseDeepLink, type Link } from "#shared/domain/object-link.ts";

/** The first deep link of a command line, as Windows and Linux start a program with one. */
export function deepLinkOf(args: readonly string[]): Link | null {
  for (const arg of args) {
    const link = parseDeepLink(arg);
    if (link !== null) return link;
  }
  return null;
}
