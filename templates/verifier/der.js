// DER (X.690) and nothing else: definite lengths in their shortest form, every byte accounted for.
//
// A reader of our own, of one page: libraries for the browser read BER as well and repair what does not add up, which is
// more than a judge should do, at ten times the size.

import { Broken, msg } from "./words.js";

const DEEPEST_DER = 40;

export const TAGS = { bool: 1, integer: 2, bits: 3, octets: 4, nothing: 5, oid: 6, sequence: 0x30, set: 0x31 };

function wrong() {
  return new Broken(msg("a part that must be written in DER is not"));
}

/** One element: its tag byte, its content, and itself as it is written. */
export class Element {
  constructor(tag, content, raw, depth) {
    Object.assign(this, { tag, content, raw, depth });
  }

  /** The elements inside; throws Broken if this holds none or is not of the tag that is asked for. */
  parts(tag = this.tag) {
    if (this.tag !== tag || !(this.tag & 0x20)) throw wrong();
    this.known ??= readAll(this.content, this.depth + 1);
    return this.known;
  }

  /** The content, if the element is of the tag. */
  of(tag) {
    if (this.tag !== tag) throw wrong();
    return this.content;
  }

  oid() {
    const bytes = this.of(TAGS.oid);
    if (!bytes.length || bytes[bytes.length - 1] & 0x80) throw wrong();
    const arcs = [];
    let arc = 0n;
    let fresh = true;
    for (const byte of bytes) {
      if (fresh && byte === 0x80) throw wrong();
      arc = (arc << 7n) | BigInt(byte & 0x7f);
      fresh = !(byte & 0x80);
      if (!fresh) continue;
      arcs.push(arc);
      arc = 0n;
    }
    const first = arcs[0] < 80n ? arcs[0] / 40n : 2n;
    return [first, arcs[0] - first * 40n, ...arcs.slice(1)].join(".");
  }

  /** An integer that is not negative, as its bytes without a leading zero. */
  unsigned() {
    const bytes = this.of(TAGS.integer);
    if (!bytes.length || bytes[0] & 0x80 || (bytes.length > 1 && !bytes[0] && !(bytes[1] & 0x80))) throw wrong();
    return bytes.length > 1 && !bytes[0] ? bytes.subarray(1) : bytes;
  }

  /** A small integer. */
  number() {
    const bytes = this.unsigned();
    if (bytes.length > 4) throw wrong();
    return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  }

  bool() {
    const bytes = this.of(TAGS.bool);
    if (bytes.length !== 1 || (bytes[0] && bytes[0] !== 0xff)) throw wrong();
    return bytes[0] === 0xff;
  }

  /** A bit string of whole bytes. */
  bits() {
    const bytes = this.of(TAGS.bits);
    if (!bytes.length || bytes[0]) throw wrong();
    return bytes.subarray(1);
  }

  /** A named bit of a bit string. */
  bit(number) {
    const bytes = this.of(TAGS.bits);
    if (!bytes.length || bytes[0] > 7) throw wrong();
    return Boolean((bytes[1 + (number >> 3)] ?? 0) & (0x80 >> (number & 7)));
  }

  /** A point in time, in milliseconds. */
  time() {
    const text = String.fromCharCode(...this.content);
    const found = { 0x17: /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, 0x18: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/ }[
      this.tag
    ]?.exec(text);
    if (!found) throw wrong();
    const [year, month, ...rest] = found.slice(1).map(Number);
    const full = this.tag === 0x18 ? year : year + (year < 50 ? 2000 : 1900);
    const moment = new Date(Date.UTC(2000, month - 1, ...rest));
    moment.setUTCFullYear(full, month - 1, rest[0]);
    if (moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== rest[0]) throw wrong();
    return moment.getTime();
  }
}

/** Reads one element that fills the bytes. */
export function readDer(bytes) {
  const all = readAll(bytes, 0);
  if (all.length !== 1) throw wrong();
  return all[0];
}

/** Returns how many bytes the first element takes. */
export function lengthOfFirst(bytes) {
  return readOne(bytes, 0, 0).raw.length;
}

/** Throws Broken unless everything inside is DER, all the way down. */
export function checkDeep(element) {
  if (element.tag & 0x20) element.parts().forEach(checkDeep);
}

function readAll(bytes, depth) {
  if (depth > DEEPEST_DER) throw wrong();
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const element = readOne(bytes, at, depth);
    found.push(element);
    at += element.raw.length;
  }
  return found;
}

function readOne(bytes, start, depth) {
  const tag = bytes[start];
  // No tag of more than one byte occurs in what is read here; zero ends an indefinite length, which is BER.
  if (!tag || (tag & 0x1f) === 0x1f || start + 2 > bytes.length) throw wrong();
  let at = start + 2;
  let length = bytes[start + 1];
  if (length & 0x80) {
    const count = length & 0x7f;
    if (!count || count > 4 || at + count > bytes.length || !bytes[at]) throw wrong();
    length = 0;
    for (const end = at + count; at < end; at++) length = length * 256 + bytes[at];
    if (length < 0x80) throw wrong();
  }
  if (at + length > bytes.length) throw wrong();
  return new Element(tag, bytes.subarray(at, at + length), bytes.subarray(start, at + length), depth);
}
