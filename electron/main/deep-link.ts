import { parseDeepLink, type Link } from "#shared/domain/object-link.ts";

/**
 * Returns the first deep link of a command line: Windows and Linux start a program with it as an
 * argument.
 */
export function deepLinkOf(args: readonly string[]): Link | null {
  for (const arg of args) {
    const link = parseDeepLink(arg);
    if (link !== null) return link;
  }
  return null;
}
