import { failure } from "../failure.ts";
import { limits } from "../limits.ts";

/** Sends one APDU and returns the response: data, then two bytes of status. */
export type Transmit = (apdu: Uint8Array) => Promise<Uint8Array>;

/** A command, with its name for error messages. Data of more than 255 bytes is chained. */
export interface Command {
  readonly name: string;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** Whether a response is expected besides the status word. */
  readonly response: boolean;
}

/** Response data and status word. */
export interface Answer {
  readonly data: Uint8Array;
  readonly sw: number;
}

/**
 * The status words that the bridge checks by name (ISO/IEC 7816-4, 5.6; SP 800-73-4, part 2,
 * 2.4.4).
 */
export const statusWords = {
  ok: 0x9000,
  securityStatus: 0x6982,
  blocked: 0x6983,
  functionNotSupported: 0x6a81,
  notFound: 0x6a82,
  referenceNotFound: 0x6a88,
} as const;

/**
 * Sends a command as short APDUs with command chaining, and fetches a response that comes in parts
 * (`61xx`, `6Cxx`). Throws `card-malformed` for a response that is too long or never ends. ISO/IEC
 * 7816-4, 5.3.
 */
export async function exchange(transmit: Transmit, command: Command): Promise<Answer> {
  const { name, ins, p1, p2, data, response } = command;
  let rest = data;
  while (rest.length > 255) {
    const part = rest.subarray(0, 255);
    const { sw } = parse(await transmit(Uint8Array.of(0x10, ins, p1, p2, part.length, ...part)), name);
    if (sw !== statusWords.ok) return { data: new Uint8Array(), sw };
    rest = rest.subarray(255);
  }
  const last = [0, ins, p1, p2, ...(rest.length === 0 ? [] : [rest.length, ...rest])];
  if (!response) return parse(await transmit(Uint8Array.from(last)), name);
  let answer = await ask(transmit, last, 0, name);
  const parts = [answer.data];
  let size = answer.data.length;
  for (let rounds = 0; answer.sw >> 8 === 0x61; rounds++) {
    if (rounds === limits.cardRounds) throw failure("card-malformed", `${name}: a response without end`);
    answer = await ask(transmit, [0, 0xc0, 0, 0], answer.sw & 0xff, name);
    parts.push(answer.data);
    size += answer.data.length;
    if (size > limits.cardObject) throw failure("card-malformed", `${name}: more than ${limits.cardObject} bytes`);
  }
  return { data: Buffer.concat(parts), sw: answer.sw };
}

/** Sends one command, and repeats it once if the card asks for another length (`6Cxx`). */
async function ask(transmit: Transmit, command: readonly number[], length: number, name: string): Promise<Answer> {
  const answer = parse(await transmit(Uint8Array.of(...command, length)), name);
  if (answer.sw >> 8 !== 0x6c) return answer;
  const again = parse(await transmit(Uint8Array.of(...command, answer.sw & 0xff)), name);
  if (again.sw >> 8 === 0x6c) throw failure("card-malformed", `${name}: no length is the right one`);
  return again;
}

function parse(response: Uint8Array, name: string): Answer {
  const [sw1, sw2] = response.subarray(-2);
  if (sw1 === undefined || sw2 === undefined) throw failure("card-malformed", `${name}: a response without status`);
  if (response.length > 258) throw failure("card-malformed", `${name}: a response longer than was asked for`);
  return { data: response.subarray(0, -2), sw: (sw1 << 8) | sw2 };
}

/** Returns the error for an unexpected status word. */
export const refused = (name: string, sw: number) =>
  failure("card-refused", `${name}: ${sw.toString(16).padStart(4, "0").toUpperCase()}`);
