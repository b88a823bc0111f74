// Bytes, digests and the two spellings of bytes in text, each accepted in one form only.

import { Broken, msg } from "./words.js";

export const HASHES = {
  "2.16.840.1.101.3.4.2.1": "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
};

export async function digestOf(bytes, hash = "SHA-256") {
  return new Uint8Array(await crypto.subtle.digest(hash, bytes));
}

export async function sha256(bytes) {
  return hexOf(await digestOf(bytes));
}

export function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function bytesOfHex(text) {
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = parseInt(text.substr(at * 2, 2), 16);
  return bytes;
}

export function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

export function joinBytes(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function bytesOf(text) {
  return new TextEncoder().encode(text);
}

/** Returns one character a byte, so that places in the text are places in the bytes. */
export function characters(bytes) {
  return new TextDecoder("windows-1252").decode(bytes);
}

/** Returns UTF-8 as text; throws a TypeError for anything else. */
export function textOf(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** Returns what base64 stands for, if it is spelt as everybody spells it; otherwise null. */
export function fromBase64(text) {
  if (text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  let raw;
  try {
    raw = atob(text);
  } catch {
    return null;
  }
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
  // The last digit has spare bits; only one spelling of them is ours.
  const tail = raw.length % 3 || Math.min(raw.length, 3);
  return btoa(raw.slice(raw.length - tail)) === text.slice(text.length - Math.ceil(tail / 3) * 4) ? bytes : null;
}

/** Returns what canonical base64 stands for; throws Broken for anything else or more. */
export function canonicalBase64(text, limit) {
  if (text.length > (limit * 4) / 3 + 4) throw new Broken(msg("what is embedded is larger than {limit} bytes", { limit }));
  const bytes = fromBase64(text);
  if (bytes === null) throw new Broken(msg("what is embedded is not written in canonical base64"));
  return bytes;
}
