import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { parseCommand, status, sw, type Command, type Response } from "./apdu.ts";
import { readTlvs, tlv } from "./ber.ts";
import type { CardContent } from "./content.ts";
import { generateKey } from "./keys.ts";
import { secret, type Secret } from "./secret.ts";

/** A card as a reader sees it. */
export interface VirtualCard {
  /** Answer to reset (ISO/IEC 7816-3): T=1, historical bytes "CardDesk". */
  readonly atr: Buffer;
  /** Power on, power off or reset: locks everything that was unlocked. */
  reset(): void;
  /** Takes an APDU, returns data and status word. */
  process(apdu: Buffer): Buffer;
}

/** Wrong values in a row that block a PIN or PUK. */
export const triesForPin = 3;
/** The Triple DES card management key, reference 9B, with the well-known value of test cards. */
const managementKey = Buffer.from("010203040506070801020304050607080102030405060708", "hex");

const aid = Buffer.from("a000000308000010000100", "hex");
const pinReference = 0x80;
const pukReference = 0x81;
const managementReference = 0x9b;
const tripleDes = 0x03;
/**
 * "PIN always" and "no PIN" (SP 800-73-4, part 1, table 4b); every other key needs the PIN once.
 */
const signatureKey = 0x9c;
const cardAuthenticationKey = 0x9e;

/**
 * Makes a PIV card according to SP 800-73-4, part 2: SELECT, GET DATA, VERIFY, CHANGE REFERENCE
 * DATA, RESET RETRY COUNTER, GENERAL AUTHENTICATE, PUT DATA, GENERATE ASYMMETRIC KEY PAIR, with
 * command and response chaining. It also answers GET VERSION of Yubico's cards, because their tool
 * requests it.
 */
export function pivCard(content: CardContent): VirtualCard {
  const { objects, keys } = content;
  const pin = secret(content.pin, triesForPin);
  const puk = secret(content.puk, triesForPin);
  let selected = false;
  let unlocked = false;
  /** No key was used since the last successful VERIFY: the signature key may be used once. */
  let fresh = false;
  let managed = false;
  let witness: Buffer | null = null;
  let chain: { readonly ins: number; readonly p1: number; readonly p2: number; data: Buffer } | null = null;
  let unread: Buffer = Buffer.alloc(0);

  function reset(): void {
    selected = unlocked = fresh = managed = false;
    witness = chain = null;
    unread = Buffer.alloc(0);
  }

  function process(apdu: Buffer): Buffer {
    const command = parseCommand(apdu);
    if (typeof command === "number") return encode(status(command));
    if (command.ins === 0xc0) return encode(portion(command.le));
    unread = Buffer.alloc(0);
    const whole = joined(command);
    if (whole === null) return encode(status(sw.ok));
    const response = execute(whole);
    if (response.data.length <= whole.le) return encode(response);
    unread = response.data;
    return encode(portion(whole.le));
  }

  /** Returns the next part of a long response; `61xx` says that there is more. */
  function portion(le: number): Response {
    if (unread.length === 0) return status(sw.conditions);
    const data = unread.subarray(0, le);
    unread = unread.subarray(data.length);
    return { data, sw: unread.length === 0 ? sw.ok : 0x6100 | (unread.length > 255 ? 0 : unread.length) };
  }

  /** Returns the command with the data of the parts before it; null while parts are missing. */
  function joined(command: Command): Command | null {
    const { ins, p1, p2 } = command;
    const same = chain !== null && chain.ins === ins && chain.p1 === p1 && chain.p2 === p2;
    const data = Buffer.concat([same && chain !== null ? chain.data : Buffer.alloc(0), command.data]).subarray(
      0,
      4_096,
    );
    chain = command.chained ? { ins, p1, p2, data } : null;
    return command.chained ? null : { ...command, data };
  }

  function execute(command: Command): Response {
    if (command.ins === 0xa4) return select(command);
    if (!selected) return status(sw.insNotSupported);
    switch (command.ins) {
      case 0xcb:
        return getData(command);
      case 0x20:
        return verify(command);
      case 0x24:
        return changeReference(command);
      case 0x2c:
        return resetRetryCounter(command);
      case 0x87:
        return generalAuthenticate(command);
      case 0xdb:
        return putData(command);
      case 0x47:
        return generate(command);
      case 0xfd:
        return { data: Buffer.from([4, 3, 5]), sw: sw.ok };
      default:
        return status(sw.insNotSupported);
    }
  }

  function select({ p1, data }: Command): Response {
    if (p1 !== 4) return status(sw.wrongParameters);
    if (data.length < 5 || !aid.subarray(0, data.length).equals(data)) return status(sw.notFound);
    selected = true;
    const authority = tlv(0x79, tlv(0x4f, aid.subarray(0, 5)));
    return { data: tlv(0x61, Buffer.concat([tlv(0x4f, aid.subarray(5)), authority])), sw: sw.ok };
  }

  function getData({ p1, p2, data }: Command): Response {
    if (p1 !== 0x3f || p2 !== 0xff) return status(sw.wrongParameters);
    const tag = readTlvs(data)?.get(0x5c);
    if (tag === undefined || tag.length === 0 || tag.length > 3) return status(sw.wrongData);
    const number = tag.readUIntBE(0, tag.length);
    if (number === 0x7e) return { data: discoveryObject, sw: sw.ok };
    const object = objects.get(number);
    return object === undefined ? status(sw.notFound) : { data: tlv(0x53, object), sw: sw.ok };
  }

  function verify({ p1, p2, data }: Command): Response {
    if (p2 !== pinReference) return status(sw.referenceNotFound);
    if (p1 === 0xff && data.length === 0) {
      unlocked = fresh = false;
      return status(sw.ok);
    }
    if (p1 !== 0) return status(sw.wrongParameters);
    if (data.length === 0) return unlocked ? status(sw.ok) : status(pin.state());
    const outcome = pin.check(data);
    unlocked = fresh = outcome === sw.ok;
    return status(outcome);
  }

  function changeReference({ p1, p2, data }: Command): Response {
    if (p1 !== 0) return status(sw.wrongParameters);
    const changed = ownSecret(p2);
    if (changed === null) return status(sw.referenceNotFound);
    if (data.length !== 16) return status(sw.wrongData);
    return status(changed.change(data.subarray(0, 8), data.subarray(8)));
  }

  function ownSecret(reference: number): Secret | null {
    if (reference === pinReference) return pin;
    return reference === pukReference ? puk : null;
  }

  function resetRetryCounter({ p1, p2, data }: Command): Response {
    if (p1 !== 0 || p2 !== pinReference) return status(sw.referenceNotFound);
    if (data.length !== 16) return status(sw.wrongData);
    const outcome = puk.check(data.subarray(0, 8));
    return status(outcome === sw.ok ? pin.replace(data.subarray(8)) : outcome);
  }

  function generalAuthenticate({ p1, p2, data }: Command): Response {
    const template = readTlvs(data)?.get(0x7c);
    const parts = template === undefined ? null : readTlvs(template);
    if (parts === null) return status(sw.wrongData);
    return p2 === managementReference ? authenticateManager(p1, parts) : sign(p1, p2, parts);
  }

  function sign(algorithm: number, reference: number, parts: Map<number, Buffer>): Response {
    const key = keys.get(reference);
    const block = parts.get(0x81);
    if (key === undefined) return status(sw.referenceNotFound);
    if (key.algorithm !== algorithm || block === undefined) return status(sw.wrongData);
    const allowed = reference === signatureKey ? fresh : unlocked || reference === cardAuthenticationKey;
    if (!allowed) return status(sw.securityStatus);
    fresh = false;
    const signature = key.sign(block);
    return signature === null ? status(sw.wrongData) : { data: tlv(0x7c, tlv(0x82, signature)), sw: sw.ok };
  }

  /** Mutual authentication with the management key (SP 800-73-4, part 2, 3.2.4 and appendix A). */
  function authenticateManager(algorithm: number, parts: Map<number, Buffer>): Response {
    if (algorithm !== tripleDes && algorithm !== 0) return status(sw.wrongParameters);
    const answer = parts.get(0x80);
    if (answer?.length === 0) {
      witness = randomBytes(8);
      return { data: tlv(0x7c, tlv(0x80, cipher(true, witness))), sw: sw.ok };
    }
    const challenge = parts.get(0x81);
    managed = witness !== null && answer !== undefined && answer.equals(witness);
    witness = null;
    if (!managed) return status(sw.securityStatus);
    if (challenge?.length !== 8) return status(sw.wrongData);
    return { data: tlv(0x7c, tlv(0x82, cipher(true, challenge))), sw: sw.ok };
  }

  function putData({ p1, p2, data }: Command): Response {
    if (!managed) return status(sw.securityStatus);
    const parts = readTlvs(data);
    const tag = parts?.get(0x5c);
    const content = parts?.get(0x53);
    if (p1 !== 0x3f || p2 !== 0xff || tag?.length !== 3 || content === undefined) return status(sw.wrongData);
    if (content.length === 0) objects.delete(tag.readUIntBE(0, 3));
    else objects.set(tag.readUIntBE(0, 3), Buffer.from(content));
    return status(sw.ok);
  }

  function generate({ p2, data }: Command): Response {
    if (!managed) return status(sw.securityStatus);
    const template = readTlvs(data)?.get(0xac);
    const algorithm = template === undefined ? undefined : readTlvs(template)?.get(0x80)?.[0];
    const key = p2 >= 0x9a && p2 <= cardAuthenticationKey && p2 !== managementReference ? generateKey(algorithm) : null;
    if (key === null) return status(sw.wrongData);
    keys.set(p2, key);
    return { data: key.publicKey, sw: sw.ok };
  }

  return { atr, reset, process };
}

/** 3B, T=1 offered over TD1 and TD2, 8 historical bytes, check byte. */
const atr = ((): Buffer => {
  const body = Buffer.concat([Buffer.from([0x88, 0x80, 0x01]), Buffer.from("CardDesk", "ascii")]);
  const check = body.reduce((sum, byte) => sum ^ byte, 0);
  return Buffer.concat([Buffer.from([0x3b]), body, Buffer.from([check])]);
})();

/**
 * The discovery object: the PIV application's own PIN is the only one (SP 800-73-4, part 1, 3.3.2).
 */
const discoveryObject = tlv(0x7e, Buffer.concat([tlv(0x4f, aid), tlv(0x5f2f, Buffer.from([0x40, 0]))]));

function encode({ data, sw }: Response): Buffer {
  return Buffer.concat([data, Buffer.from([sw >> 8, sw & 0xff])]);
}

function cipher(encrypt: boolean, block: Buffer): Buffer {
  const make = encrypt ? createCipheriv : createDecipheriv;
  const machine = make("des-ede3-ecb", managementKey, null).setAutoPadding(false);
  return Buffer.concat([machine.update(block), machine.final()]);
}
