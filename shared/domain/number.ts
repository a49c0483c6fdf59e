/**
 * Removes spaces of any kind and invisible characters (Unicode category Cf, such as the byte order
 * mark and the zero-width space) from a number, account or serial number: both occur in lists that
 * were made by hand.
 */
export const withoutSpaces = (number: string): string => number.replace(/[\s\p{Cf}]/gu, "");
