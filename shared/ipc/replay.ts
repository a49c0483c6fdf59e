import { z } from "zod";
import { base64, word } from "../text.ts";
import { windowId } from "../trace.ts";

/** Maximum size of a bundle in bytes; a larger one is not read. */
export const largestBundle = 32_000_000;

/** A size in bytes that no recording reaches. */
const largestRecording = 64_000_000;

/** Size in bytes of the pieces in which a bundle or a recording is transferred. */
export const bundlePiece = 512 * 1024;

/** A position in the recording: the number of items that have been played. */
export const replayToSchema = z.object({ position: z.number().int().nonnegative() });

/** Whether the program plays a recording, and which. */
export const replayStateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("off") }),
  z.object({
    kind: z.literal("on"),
    /** The position to which the page plays by itself after it is loaded. */
    target: z.number().int().nonnegative(),
    /** The window of the recording that is played; null if it has none. */
    window: windowId.nullable(),
    /** The version of the program that recorded it. */
    program: word,
    /** Whether there is a sandbox to continue in. */
    sandbox: z.boolean(),
  }),
]);
export type ReplayState = z.infer<typeof replayStateSchema>;

const bytes = base64(Math.ceil(bundlePiece / 3) * 4);
const at = z.number().int().nonnegative().max(largestRecording);

/** A piece of a bundle from a file outside the program, in the order of the file. */
export const pieceSchema = z.object({
  /** Names the file: another file replaces it. */
  transfer: z.uuid(),
  at,
  bytes,
  last: z.boolean(),
});

/**
 * The recording is transferred in pieces of its JSON, UTF-8: the schemas of the contract would put
 * marks into some of its texts.
 */
export const recordingRequestSchema = z.object({ at });
export const recordingPieceSchema = z.object({ bytes, last: z.boolean() });
