import type { z } from "zod";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { largestBundle, type pieceSchema } from "#shared/ipc/replay.ts";

type Piece = z.infer<typeof pieceSchema>;

/**
 * Creates a function that joins the pieces of a file, one file at a time and in memory only. It
 * returns the bytes with the last piece, null before. Errors: `bundle-too-large`; `bad-call` for a
 * piece that does not follow the one before.
 */
export function receiveFile(): (piece: Piece) => Result<Buffer | null> {
  let transfer = "";
  let pieces: Buffer[] = [];
  let length = 0;
  const forget = (): void => {
    pieces = [];
    length = 0;
  };
  return (piece) => {
    if (piece.at === 0) {
      forget();
      transfer = piece.transfer;
    }
    if (piece.transfer !== transfer || piece.at !== length) return fail(operatorError("bad-call", {}, "piece"));
    const bytes = Buffer.from(piece.bytes, "base64");
    if (length + bytes.length > largestBundle) {
      forget();
      return fail(operatorError("bundle-too-large"));
    }
    pieces.push(bytes);
    length += bytes.length;
    if (!piece.last) return ok(null);
    const file = Buffer.concat(pieces);
    forget();
    return ok(file);
  };
}
