/** Thrown for a line longer than the limit: the other side violates the protocol. */
class LineTooLong extends Error {
  override readonly name = "LineTooLong";
}

/**
 * Splits a byte stream into lines (UTF-8, terminated by LF, yielded without it). Keeps at most
 * `limit()` bytes and throws LineTooLong beyond; a text after the last LF is dropped.
 */
export async function* lines(chunks: AsyncIterable<Uint8Array>, limit: () => number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  const keep = (part: Uint8Array): void => {
    size += part.length;
    if (size > limit()) throw new LineTooLong();
    text += decoder.decode(part, { stream: true });
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
      keep(chunk.subarray(from, end));
      yield text + decoder.decode();
      text = "";
      size = 0;
      from = end + 1;
    }
    keep(chunk.subarray(from));
  }
}

const lineFeed = 10;
