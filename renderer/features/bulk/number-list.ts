import Papa from "papaparse";
import { withoutSpaces } from "#shared/domain/number.ts";

/** The columns of a pasted list or a file, each with its cells from top to bottom. */
export interface NumberList {
  readonly columns: readonly (readonly string[])[];
}

/**
 * The numbers of one column, each once and in the order of the list, and how many lines repeated
 * one.
 */
export interface ListedNumbers {
  readonly numbers: readonly string[];
  readonly repeated: number;
}

/** Longest number that the back end accepts, in characters; a longer one finds nothing. */
const longestNumber = 200;

/**
 * Decodes a text file: UTF-8, UTF-16 (recognised by a byte order mark or a zero octet in the first
 * pair), else Windows-1252, as spreadsheet programs save it. Null if it is not text.
 */
export function textOf(bytes: Uint8Array): string | null {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  return text.includes("\0") ? null : text;
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first !== undefined && first !== 0 && second === 0) return "utf-16le";
  if (first === 0 && second !== undefined && second !== 0) return "utf-16be";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return "utf-8";
  } catch {
    return "windows-1252";
  }
}

/** Reads a list of numbers, one a line, or a table (RFC 4180, or with semicolons or tabs). */
export function readList(text: string): NumberList {
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: "greedy" });
  const width = data.reduce((most, row) => Math.max(most, row.length), 0);
  const columns = Array.from({ length: width }, (_, index) => data.map((row) => row[index] ?? ""));
  return { columns: columns.filter((cells) => cells.some((cell) => cell.trim() !== "")) };
}

/** Returns the numbers of one column, without the spaces in them. */
export function numbersOf(cells: readonly string[]): ListedNumbers {
  const given = cells.map(withoutSpaces).filter((number) => number !== "");
  const byNumber = new Map(given.map((number) => [number.toLowerCase(), number]));
  return { numbers: [...byNumber.values()], repeated: given.length - byNumber.size };
}

export const isTooLong = (number: string): boolean => number.length > longestNumber;
