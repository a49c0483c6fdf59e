/**
 * A number, account or serial number without spaces of any kind and without invisible characters
 * (Unicode category Cf, such as the byte order mark and the zero-width space): both occur in lists
 * that were made by hand.
 */
export const withoutSpaces = (number: string): string => number.replace(/[\s\p{Cf}]/gu, "");
