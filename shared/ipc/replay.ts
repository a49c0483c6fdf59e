import { z } from "zod";
import { base64, word } from "../text.ts";
import { windowId } from "../trace.ts";

/** Size, in bytes, above which a bundle is not read. */
export const largestBundle = 32_000_000;

/** Size, in bytes, that no recording has. */
const largestRecording = 64_000_000;

/** Bytes of a bundle or a recording that are handed over at once. */
export const bundlePiece = 512 * 1024;

/** A number of items of the recording: those before it have happened. */
export const replayToSchema = z.object({ position: z.number().int().nonnegative() });

/** Whether the program plays a recording, and which. */
export const replayStateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("off") }),
  z.object({
    kind: z.literal("on"),
    /** Where the page is to play to by itself once it is loaded. */
    target: z.number().int().nonnegative(),
    /** The window of the recording that is played; null where it has none. */
    window: windowId.nullable(),
    /** By which version of the program it was recorded. */
    program: word,
    /** Whether there is a sandbox to continue in. */
    sandbox: z.boolean(),
  }),
]);
export type ReplayState = z.infer<typeof replayStateSchema>;

const bytes = base64(Math.ceil(bundlePiece / 3) * 4);
const at = z.number().int().nonnegative().max(largestRecording);

/** A piece of a bundle that lies outside the program, in the order of the file. */
export const pieceSchema = z.object({
  /** Names the file: another one takes its place. */
  transfer: z.uuid(),
  at,
  bytes,
  last: z.boolean(),
});

/**
 * The recording is told in pieces of its JSON, UTF-8: it holds texts that everything else of the
 * contract would mark.
 */
export const recordingRequestSchema = z.object({ at });
export const recordingPieceSchema = z.object({ bytes, last: z.boolean() });
