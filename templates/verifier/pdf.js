// A sealed PDF, as far as this page goes: what bytes each signature covers, whether they are unchanged, who signed.
//
// It does not read the structure of the file. What that leaves open is said, and keeps the verdict open, always.

import { bytesOfHex, characters, joinBytes } from "./bytes.js";
import { ATTRIBUTES, checkSigned, claimedTime, readSigned } from "./cms.js";
import { lengthOfFirst } from "./der.js";
import { Judgement } from "./judgement.js";
import { judgeIdentity } from "./seal.js";
import { readToken, TOKEN, walkBack } from "./timestamp.js";
import { Broken, msg, Unsupported } from "./words.js";

const MAX_SIGNATURES = 60;
const RANGE = /\/ByteRange\b[\s\0]{0,200}(?:\[\s{0,200}(\d{1,10})\s{1,200}(\d{1,10})\s{1,200}(\d{1,10})\s{1,200}(\d{1,10})\s{0,200}\])?/g;
const END = /%%EOF(?:\r\n|\n|\r)?$/;

/** Judges a sealed PDF; with `unsigned`, also that the first signature covers those bytes. */
export async function judgePdf(bytes, terms, unsigned = null) {
  const judgement = new Judgement();
  try {
    const text = characters(bytes);
    if (!END.test(text.slice(-20))) {
      throw new Broken(msg("the file does not end where the PDF does: bytes are missing or follow the end"));
    }
    const covered = findCovered(text, bytes);
    if (unsigned !== null && covered[0].end <= unsigned) {
      throw new Broken(msg("something stands between the bytes it was built with and its seal"));
    }
    const signatures = await readSignatures(judgement, bytes, covered);
    for (const signature of signatures) await judgeSignature(judgement, signature, signatures, terms);
    if (!judgement.fails()) noteLimits(judgement, covered, bytes.length - covered[covered.length - 1].end);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    if (error instanceof Unsupported) judgement.open("signature", error.sentence);
    else judgement.failed("integrity", error.sentence);
  }
  return judgement;
}

function noteLimits(judgement, covered, more) {
  if (more) judgement.open("integrity", msg("{more} bytes were added after the last signature; whether they change anything was not judged", { more }));
  judgement.open("completeness", msg("the record inside the PDF was not read: this page does not read the structure of PDF"));
  judgement.limit(msg("the structure of the PDF: whether it is well formed, is certified by its seal, and shows what it seems to show"));
  judgement.limit(msg("the record inside the PDF, and whether it is that of the manifest"));
  if (covered.length > 1) {
    judgement.limit(msg("what was changed between the first signature and the last: {count} signatures, each over its own part", { count: covered.length }));
  }
  judgement.limit(msg("whether the certificates were revoked, also by answers that travel in the PDF"));
}

/** Returns what each signature covers, in order; throws Broken if any leaves out more than its own text. */
function findCovered(text, bytes) {
  const found = [];
  for (const match of text.matchAll(RANGE)) {
    if (found.length >= MAX_SIGNATURES) throw new Broken(msg("the PDF has too many signatures"));
    if (match[1] === undefined) throw new Broken(msg("a signature does not say what it covers"));
    found.push(readCovered(match.slice(1).map(Number), text, bytes));
  }
  if (!found.length) throw new Broken(msg("the PDF carries no seal"));
  found.sort((one, other) => one.end - other.end);
  if (found.some((part, at) => at && (part.end === found[at - 1].end || part.start < found[at - 1].end))) {
    throw new Broken(msg("the signatures do not follow one another"));
  }
  return found;
}

function readCovered([zero, start, resume, rest], text, bytes) {
  const end = resume + rest;
  if (zero !== 0 || !(start > 0 && start < resume && resume < end && end <= bytes.length)) {
    throw new Broken(msg("a signature does not cover the file from its beginning"));
  }
  const hex = text.slice(start + 1, resume - 1);
  const plain = /^(?:[0-9a-f]{2})+$|^(?:[0-9A-F]{2})+$/.test(hex);
  if (text[start] !== "<" || text[resume - 1] !== ">" || !plain) {
    throw new Broken(msg("a signature leaves out more than itself"));
  }
  const content = bytesOfHex(hex);
  const length = lengthOfFirst(content);
  if (content.subarray(length).some((byte) => byte)) throw new Broken(msg("a signature is not written in its canonical form"));
  if (!END.test(text.slice(Math.max(0, end - 20), end))) throw new Broken(msg("a signature does not cover a whole revision"));
  return { start, resume, end, der: content.subarray(0, length) };
}

/** Reads every signature and compares the bytes it covers; the first that does not hold ends it. */
async function readSignatures(judgement, bytes, covered) {
  const found = [];
  for (const [number, part] of covered.entries()) {
    const content = joinBytes(bytes.subarray(0, part.start), bytes.subarray(part.resume, part.end));
    const signed = await readSigned(part.der);
    const stamps = signed.type === TOKEN;
    if (stamps && !number) throw new Broken(msg("the first signature is a timestamp, and no seal"));
    if (!stamps && signed.content) throw new Broken(msg("a signature is not of the expected form"));
    const standing = stamps ? "holds" : await checkSigned(signed, content);
    if (standing === "changed") judgement.failed("integrity", msg("changed since it was sealed: the digest is another one"));
    if (standing === "foreign") judgement.failed("signature", msg("a signature does not belong to the key it names"));
    if (standing !== "holds") return [];
    found.push({ number, signed, read: stamps ? () => readToken(part.der, async () => content) : null });
  }
  return found;
}

/** Judges who made one signature, as of what its own timestamps and those over the whole file prove. */
async function judgeSignature(judgement, { number, signed, read }, signatures, terms) {
  noteIntegrity(judgement, number);
  if (read) return;
  const own = (signed.unsigned.get(ATTRIBUTES.timestamp) ?? []).map((token) => () => readToken(token.raw, async () => signed.signature));
  const later = signatures.filter((other) => other.read && other.number > number).map((other) => other.read);
  const clock = await walkBack(judgement, [...own, ...later], signed.answers, signed.certificates, terms);
  judgement.passed("signature", msg("made with key {key}", { key: signed.certificates[0].keyId }));
  await judgeIdentity(judgement, number ? "signature" : "seal", signed.certificates, claimedTime(signed), clock, terms);
}

function noteIntegrity(judgement, number) {
  if (!number) judgement.passed("integrity", msg("the bytes that the seal covers are unchanged, from the first to the last"));
  else {
    judgement.open("integrity", msg("the bytes that each signature covers are unchanged; what was added after the first was not judged"));
  }
}
