// X.509 certificates: what stands in them, and whether a signature was made with their key.

import { HASHES, hexOf, joinBytes, sha256 } from "./bytes.js";
import { checkDeep, readDer, TAGS } from "./der.js";
import { Broken, msg, printable, Unsupported } from "./words.js";

const SHORT = {
  "2.5.4.3": "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "STREET",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
};
const CURVES = {
  "1.2.840.10045.3.1.7": ["P-256", 32],
  "1.3.132.0.34": ["P-384", 48],
  "1.3.132.0.35": ["P-521", 66],
};
export const RSA = "1.2.840.113549.1.1.1";
const EC = "1.2.840.10045.2.1";
const PSS = "1.2.840.113549.1.1.10";
const MGF1 = "1.2.840.113549.1.1.8";
const ED25519 = "1.3.101.112";
const ECDSA = {
  "1.2.840.10045.4.3.2": "SHA-256",
  "1.2.840.10045.4.3.3": "SHA-384",
  "1.2.840.10045.4.3.4": "SHA-512",
};
const PKCS1 = {
  "1.2.840.113549.1.1.11": "SHA-256",
  "1.2.840.113549.1.1.12": "SHA-384",
  "1.2.840.113549.1.1.13": "SHA-512",
};
export const WEAK = {
  "1.2.840.113549.1.1.2": "md2",
  "1.2.840.113549.1.1.4": "md5",
  "1.2.840.113549.1.1.5": "sha1",
  "1.2.840.113549.1.1.14": "sha224",
  "1.2.840.10045.4.1": "sha1",
  "1.2.840.10045.4.3.1": "sha224",
};
export const EXTENSIONS = {
  keyUsage: "2.5.29.15",
  alternativeName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  policies: "2.5.29.32",
  extendedKeyUsage: "2.5.29.37",
};

/** Reads one DER certificate; throws Broken if it is malformed. */
export async function readCertificate(der) {
  const whole = readDer(der);
  checkDeep(whole);
  const [tbs, algorithm, value, ...rest] = whole.parts(TAGS.sequence);
  const parts = [...tbs.parts(TAGS.sequence)];
  const version = parts[0].tag === 0xa0 ? parts.shift().parts()[0].number() : 0;
  const [serial, inner, issuer, validity, subject, key, ...optional] = parts;
  const malformed = rest.length || version > 2 || !key || hexOf(inner.raw) !== hexOf(algorithm.raw);
  if (malformed) throw new Broken(msg("not a certificate that can be read"));
  const [from, until] = validity.parts(TAGS.sequence).map((moment) => moment.time());
  return {
    der,
    tbs: tbs.raw,
    algorithm,
    signature: value.bits(),
    serial: hexOf(serial.of(TAGS.integer)),
    issuer: readName(issuer),
    subject: readName(subject),
    from,
    until,
    key: key.raw,
    keyId: `SHA256:${await sha256(key.raw)}`,
    fingerprint: `SHA256:${await sha256(der)}`,
    ...keyFacts(key),
    extensions: readExtensions(optional.find((part) => part.tag === 0xa3)),
  };
}

function readName(element) {
  const attributes = element
    .parts(TAGS.sequence)
    .map((set) => set.parts(TAGS.set).map((pair) => pair.parts(TAGS.sequence)).map(([kind, text]) => [kind.oid(), nameText(text)]));
  return { raw: hexOf(element.raw), attributes };
}

function nameText({ tag, content }) {
  if (tag === 0x0c) return new TextDecoder("utf-8").decode(content);
  if (tag === 0x1e) return new TextDecoder("utf-16be").decode(content);
  if ([0x13, 0x14, 0x16, 0x12].includes(tag)) return new TextDecoder("windows-1252").decode(content);
  return `#${hexOf(content)}`;
}

function keyFacts(key) {
  const [algorithm, bits] = key.parts(TAGS.sequence);
  const [kind, parameters] = algorithm.parts(TAGS.sequence);
  const oid = kind.oid();
  if (oid === EC) {
    const [curve, size] = CURVES[parameters?.tag === TAGS.oid ? parameters.oid() : ""] ?? [];
    return { keyKind: curve ? "EC" : "other", curve, size };
  }
  if (oid === RSA) {
    const modulus = readDer(bits.bits()).parts(TAGS.sequence)[0].unsigned();
    return { keyKind: "RSA", keyBits: modulus.length * 8 - Math.clz32(modulus[0]) + 24 };
  }
  return { keyKind: oid === ED25519 ? "Ed25519" : "other" };
}

function readExtensions(element) {
  const found = new Map();
  for (const item of element ? element.parts()[0].parts(TAGS.sequence) : []) {
    const parts = item.parts(TAGS.sequence);
    const oid = parts[0].oid();
    if (found.has(oid)) throw new Broken(msg("not a certificate that can be read"));
    const critical = parts.length === 3 && parts[1].bool();
    found.set(oid, { oid, critical, value: parts[parts.length - 1].of(TAGS.octets) });
  }
  return found;
}

/** Returns an extension's content as DER, or null where the certificate has none. */
export function extensionOf(certificate, oid) {
  const found = certificate.extensions.get(oid);
  return found ? readDer(found.value) : null;
}

/** Returns one attribute of a name, safe to show, or an empty text. */
export function attributeOf(name, oid) {
  const found = name.attributes.flat().find(([kind]) => kind === oid);
  return found ? printable(found[1]) : "";
}

/** Returns the common name, or the whole name where there is none. */
export function nameOf(name) {
  return attributeOf(name, "2.5.4.3") || printable(wholeName(name));
}

/** Returns a name as RFC 4514 writes it. */
export function wholeName(name) {
  const escaped = (text) => text.replace(/[\\,+"<>;]/g, "\\$&").replace(/^[ #]/, "\\$&").replace(/ $/, "\\ ");
  const sets = name.attributes.map((set) => set.map(([oid, text]) => `${SHORT[oid] ?? oid}=${escaped(text)}`).join("+"));
  return sets.reverse().join(",");
}

/** Says whether a signature over a message was made with a certificate's key, by an algorithm as CMS and X.509 name it. */
export async function checkSignature(certificate, algorithm, hash, signature, message) {
  const [kind, parameters] = algorithm.parts(TAGS.sequence);
  const oid = kind.oid();
  if (certificate.keyKind === "EC" && ECDSA[oid]) return checkEcdsa(certificate, ECDSA[oid], signature, message);
  if (certificate.keyKind === "RSA") {
    if (PKCS1[oid]) return checkRsa(certificate, "RSASSA-PKCS1-v1_5", PKCS1[oid], signature, message);
    if (oid === RSA && hash) return checkRsa(certificate, "RSASSA-PKCS1-v1_5", hash, signature, message);
    if (oid === PSS) {
      const { hash: named, salt } = pssFacts(parameters);
      return checkRsa(certificate, "RSA-PSS", named, signature, message, salt);
    }
  }
  if (certificate.keyKind === "Ed25519" && oid === ED25519) {
    return checkBy(certificate, { name: "Ed25519" }, { name: "Ed25519" }, signature, message);
  }
  throw new Unsupported(msg("the signature is of a kind that this page does not know ({oid})", { oid }));
}

function pssFacts(parameters) {
  const unknown = new Unsupported(msg("the signature is of a kind that this page does not know ({oid})", { oid: PSS }));
  if (!parameters) throw unknown;
  const found = Object.fromEntries(parameters.parts(TAGS.sequence).map((part) => [part.tag, part.parts()[0]]));
  const named = (element) => HASHES[element?.parts(TAGS.sequence)[0].oid()];
  const hash = named(found[0xa0]);
  const [mask, inner] = found[0xa1]?.parts(TAGS.sequence) ?? [];
  if (!hash || !mask || mask.oid() !== MGF1 || named(inner) !== hash || found[0xa3]) throw unknown;
  return { hash, salt: found[0xa2] ? found[0xa2].number() : 20 };
}

export async function checkEcdsa(certificate, hash, signature, message) {
  const algorithm = { name: "ECDSA", namedCurve: certificate.curve };
  const raw = plainEcdsa(signature, certificate.size);
  return raw !== null && checkBy(certificate, algorithm, { name: "ECDSA", hash }, raw, message);
}

export async function checkRsa(certificate, name, hash, signature, message, saltLength) {
  return checkBy(certificate, { name, hash }, { name, saltLength }, signature, message);
}

/** Returns r and s side by side, as browsers want them, or null if the DER is no ECDSA signature. */
function plainEcdsa(der, size) {
  try {
    const numbers = readDer(der).parts(TAGS.sequence);
    if (numbers.length !== 2) return null;
    const padded = numbers.map((number) => number.unsigned()).map((bytes) => {
      if (bytes.length > size) throw new RangeError();
      return joinBytes(new Uint8Array(size - bytes.length), bytes);
    });
    return joinBytes(...padded);
  } catch {
    return null;
  }
}

async function checkBy(certificate, form, way, signature, message) {
  let key;
  try {
    key = await crypto.subtle.importKey("spki", certificate.key, form, false, ["verify"]);
  } catch {
    throw new Unsupported(msg("this browser cannot use the key {key}", { key: certificate.keyId }));
  }
  return crypto.subtle.verify(way, key, signature, message);
}
