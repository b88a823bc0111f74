// CMS SignedData (RFC 5652) with one signer and signed attributes: what timestamps, packs and PDF signatures are made of.

import { digestOf, HASHES, hexOf, joinBytes, sameBytes } from "./bytes.js";
import { checkSignature, readCertificate } from "./certificate.js";
import { checkDeep, readDer, TAGS } from "./der.js";
import { Broken, msg } from "./words.js";

const SIGNED_DATA = "1.2.840.113549.1.7.2";
const OCSP_ANSWER = "1.3.6.1.5.5.7.16.2";
const BASIC_OCSP = "1.3.6.1.5.5.7.48.1.1";
const MAX_ENCLOSED = 40;
export const ATTRIBUTES = {
  contentType: "1.2.840.113549.1.9.3",
  digest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  timestamp: "1.2.840.113549.1.9.16.2.14",
};

/** Reads a signed message; throws Broken for anything but one with exactly one signer. */
export async function readSigned(der) {
  const whole = readDer(der);
  checkDeep(whole);
  const [kind, wrapped, ...more] = whole.parts(TAGS.sequence);
  if (kind.oid() !== SIGNED_DATA || wrapped?.tag !== 0xa0 || more.length) throw malformed();
  const [, , encapsulated, ...rest] = wrapped.parts()[0].parts(TAGS.sequence);
  const [type, content] = encapsulated.parts(TAGS.sequence);
  const signers = rest.pop().parts(TAGS.set);
  if (signers.length !== 1) throw malformed();
  const pool = [...(rest.find((part) => part.tag === 0xa0)?.parts() ?? [])].filter((part) => part.tag === TAGS.sequence);
  if (pool.length > MAX_ENCLOSED) throw malformed();
  const certificates = [];
  for (const item of pool) certificates.push(await readCertificate(item.raw));
  const signer = readSigner(signers[0]);
  const leaf = certificates.find((item) => isNamed(signer.sid, item));
  if (!leaf) throw new Broken(msg("the signer's certificate is not with the signature"));
  return {
    type: type.oid(),
    content: content ? content.parts()[0].of(TAGS.octets) : null,
    certificates: [leaf, ...certificates.filter((item) => item !== leaf)],
    answers: rest.find((part) => part.tag === 0xa1)?.parts() ?? [],
    ...signer,
  };
}

function malformed() {
  return new Broken(msg("a signature is not of the expected form"));
}

function readSigner(element) {
  const [, sid, digest, attributes, algorithm, signature, unsigned, ...more] = element.parts(TAGS.sequence);
  if (attributes?.tag !== 0xa0 || !signature || more.length) throw malformed();
  // What is signed is the set of attributes as such, not as a part of the message.
  const message = joinBytes([TAGS.set], attributes.raw.subarray(1));
  return {
    sid,
    hashOid: digest.parts(TAGS.sequence)[0].oid(),
    attributes: readAttributes(attributes),
    algorithm,
    signature: signature.of(TAGS.octets),
    unsigned: unsigned ? readAttributes(unsigned) : new Map(),
    message,
  };
}

function readAttributes(element) {
  const found = new Map();
  for (const attribute of element.parts()) {
    const [kind, values] = attribute.parts(TAGS.sequence);
    if (found.has(kind.oid())) throw malformed();
    found.set(kind.oid(), values.parts(TAGS.set));
  }
  return found;
}

function isNamed(sid, certificate) {
  if (sid.tag !== TAGS.sequence) return false;
  const [issuer, serial] = sid.parts();
  return hexOf(issuer.raw) === certificate.issuer.raw && hexOf(serial.of(TAGS.integer)) === certificate.serial;
}

function single(signed, oid) {
  const values = signed.attributes.get(oid);
  if (values?.length !== 1) throw malformed();
  return values[0];
}

/** Says "changed", "foreign" (not made with the key it names) or "holds" of a signed message and its content. */
export async function checkSigned(signed, content) {
  const hash = HASHES[signed.hashOid];
  if (!hash) throw new Broken(msg("a signature rests on a digest that is too weak or not known ({oid})", { oid: signed.hashOid }));
  if (single(signed, ATTRIBUTES.contentType).oid() !== signed.type) return "foreign";
  if (!sameBytes(single(signed, ATTRIBUTES.digest).of(TAGS.octets), await digestOf(content, hash))) return "changed";
  if (!(await namesItsCertificate(signed))) return "foreign";
  const [leaf] = signed.certificates;
  const holds = await checkSignature(leaf, signed.algorithm, hash, signed.signature, signed.message);
  return holds ? "holds" : "foreign";
}

/** Whether the signed attributes name the signer's certificate (RFC 5035), so that no other can be put in its place. */
async function namesItsCertificate(signed) {
  const [leaf] = signed.certificates;
  const second = signed.attributes.has(ATTRIBUTES.signingCertificateV2);
  const named = single(signed, second ? ATTRIBUTES.signingCertificateV2 : ATTRIBUTES.signingCertificate);
  const parts = [...named.parts(TAGS.sequence)[0].parts(TAGS.sequence)[0].parts(TAGS.sequence)];
  let hash = second ? "SHA-256" : "SHA-1";
  if (second && parts[0].tag === TAGS.sequence) hash = HASHES[parts.shift().parts()[0].oid()];
  if (!hash) throw malformed();
  return sameBytes(parts[0].of(TAGS.octets), await digestOf(leaf.der, hash));
}

/** Returns the time the signer claims, as text, or an empty text. */
export function claimedTime(signed) {
  return signed.attributes.has(ATTRIBUTES.signingTime) ? timeText(single(signed, ATTRIBUTES.signingTime).time()) : "";
}

export function timeText(moment) {
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}

/** Tells whether an answer on revocation that travels with a message names one of the certificates as not good. */
export function namesRevoked(answers, certificates) {
  const serials = new Set(certificates.map((item) => item.serial));
  return answers.some((answer) => {
    if (answer.tag === TAGS.sequence) return revokedInList(answer).some((serial) => serials.has(serial));
    const [kind, value] = answer.parts();
    return kind.oid() !== OCSP_ANSWER || !isGood(value, serials);
  });
}

function revokedInList(list) {
  const parts = list.parts()[0].parts(TAGS.sequence);
  // version?, signature, issuer, thisUpdate, nextUpdate?, revokedCertificates?, extensions?
  const revoked = parts.filter((part) => part.tag === TAGS.sequence)[2];
  return (revoked?.parts() ?? []).map((entry) => hexOf(entry.parts(TAGS.sequence)[0].of(TAGS.integer)));
}

function isGood(response, serials) {
  const [status, wrapped] = response.parts(TAGS.sequence);
  if (hexOf(status.content) !== "00" || !wrapped) return false;
  const [kind, body] = wrapped.parts()[0].parts(TAGS.sequence);
  if (kind.oid() !== BASIC_OCSP) return false;
  const data = readDer(body.of(TAGS.octets)).parts(TAGS.sequence)[0].parts(TAGS.sequence);
  const answers = data.find((part) => part.tag === TAGS.sequence);
  return answers.parts().every((answer) => {
    const [id, standing] = answer.parts(TAGS.sequence);
    const serial = hexOf(id.parts(TAGS.sequence)[3].of(TAGS.integer));
    return !serials.has(serial) || (standing.tag & 0x1f) === 0;
  });
}
