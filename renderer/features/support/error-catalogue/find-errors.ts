import { codesOf, errorGroups, errorNumber, type ErrorGroup } from "#shared/error-numbers.ts";
import type { ErrorCode } from "#shared/errors.ts";
import type { Words } from "../../../desk/words.ts";

export interface FoundGroup {
  readonly group: ErrorGroup;
  readonly codes: readonly ErrorCode[];
}

/**
 * Returns the errors with all these words in their number, code or texts, by group; leaves out
 * empty groups.
 */
export function findErrors({ say, locale }: Words, text: string): readonly FoundGroup[] {
  const plain = (said: string): string => said.toLocaleLowerCase(locale);
  const words = plain(text).split(/\s+/).filter(Boolean);
  const about = (code: ErrorCode): string => {
    const number = errorNumber(code);
    const texts = (["happened", "means", "next", "support"] as const).map((part) => say(`error.${code}.${part}`));
    return plain([number, number.replace("-", ""), code, code.replaceAll("-", " "), ...texts].join(" "));
  };
  const isFound = (code: ErrorCode): boolean => {
    const here = about(code);
    return words.every((word) => here.includes(word));
  };
  return errorGroups
    .map((group) => ({ group, codes: codesOf(group).filter(isFound) }))
    .filter(({ codes }) => codes.length > 0);
}
