import { z } from "zod";
import { plain } from "./personal.ts";

/** The trace id of W3C Trace Context: 32 lower-case hexadecimal digits, not all zero. */
export const traceId = plain(
  z
    .string()
    .max(32)
    .regex(/^(?!0{32})[0-9a-f]{32}$/),
);

/** The id of a window of the program: 16 hexadecimal digits. */
export const windowId = plain(
  z
    .string()
    .max(16)
    .regex(/^[0-9a-f]{16}$/),
);

/** Returns so many random bytes in hexadecimal, for ids; page and core use the same generator. */
export const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Returns a new trace id. All zero would be invalid, but has a probability of 2^-128. */
export const newTrace = (): string => randomHex(16);
