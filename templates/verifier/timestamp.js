// RFC 3161 tokens, from now back to the day of signing: each must hold at the time that the one around it proves (the
// outermost: now); where it holds, what it covers is judged as of the time that it says.

import { digestOf, HASHES, sameBytes } from "./bytes.js";
import { nameOf } from "./certificate.js";
import { checkSigned, namesRevoked, readSigned, timeText } from "./cms.js";
import { readDer, TAGS } from "./der.js";
import { identify } from "./trust.js";
import { Broken, msg, Unsupported } from "./words.js";

export const TOKEN = "1.2.840.113549.1.9.16.1.4";
export const MAX_TOKENS = 40;
/** How far the clocks of a reader and of a timestamp authority may be apart. */
const DRIFT = 5 * 60 * 1000;

/** Reads one token over what `stamped(hash)` gives; throws Broken if it is none. */
export async function readToken(der, stamped) {
  try {
    const signed = await readSigned(der);
    const { hash, imprint, time } = readInfo(signed);
    const covered = await digestOf(await stamped(hash), hash);
    const belongs = sameBytes(imprint, covered) && (await checkSigned(signed, signed.content)) === "holds";
    return { certificates: signed.certificates, answers: signed.answers, said: time, belongs };
  } catch (error) {
    if (!(error instanceof Broken) || error instanceof Unsupported) throw error;
    throw new Broken(msg("a timestamp cannot be read: {detail}", { detail: error.sentence }));
  }
}

function readInfo(signed) {
  const malformed = new Broken(msg("a signature is not of the expected form"));
  if (signed.type !== TOKEN || !signed.content) throw malformed;
  const [version, , imprint, , time] = readDer(signed.content).parts(TAGS.sequence);
  const [algorithm, value] = imprint?.parts(TAGS.sequence) ?? [];
  if (!time || !value || version.number() !== 1) throw malformed;
  const oid = algorithm.parts(TAGS.sequence)[0].oid();
  const hash = HASHES[oid];
  if (!hash) throw new Broken(msg("a signature rests on a digest that is too weak or not known ({oid})", { oid }));
  return { hash, imprint: value.of(TAGS.octets), time: time.time() };
}

/** Judges one timestamp at the clock's time, and returns the clock for what it covers; notes what it fails to prove. */
async function stepBack(judgement, clock, stamp, terms) {
  const [leaf, ...others] = stamp.certificates;
  const values = { authority: nameOf(leaf.subject), time: timeText(stamp.said) };
  if (!stamp.belongs) judgement.failed("time", msg("the timestamp of {authority} does not belong to this seal", values));
  else if (stamp.said > clock.at + DRIFT) {
    judgement.failed("time", msg("a timestamp of {authority} says {time}, which is later than what covers it", values));
  } else if (stamp.said < leaf.from) {
    judgement.failed("time", msg("a timestamp of {authority} says {time}, before its certificate was valid", values));
  } else {
    const found = await identify(leaf, others, terms.anchors, clock.at, true);
    if (found.trusted === true) return { at: Math.min(stamp.said, clock.at), proven: true, authority: values.authority };
    const detail = found.detail;
    judgement.open("time", msg("a timestamp of {authority} says {time}; no certificate you trust backs it: {detail}", { ...values, detail }));
  }
  return clock;
}

/**
 * Judges timestamps, each given as `read()`, the last one first; returns the clock for what they cover.
 * Answers on revocation that travel along are only looked at for whether they say anything bad.
 */
export async function walkBack(judgement, reading, answers, certificates, terms) {
  let clock = { at: terms.now, proven: false, authority: "" };
  const stamps = [];
  try {
    if (reading.length > MAX_TOKENS) throw new Broken(msg("there are more than {limit} timestamps", { limit: MAX_TOKENS }));
    for (const read of reading) stamps.push(await read());
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    if (!(error instanceof Unsupported)) judgement.failed("time", error.sentence);
    else {
      judgement.open("time", error.sentence);
      judgement.limit(msg("a timestamp was not checked: {detail}", { detail: error.sentence }));
    }
    return clock;
  }
  const all = [...answers, ...stamps.flatMap((stamp) => stamp.answers)];
  if (isNotGood(all, [...certificates, ...stamps.flatMap((stamp) => stamp.certificates)])) {
    judgement.limit(msg("an answer on revocation that travels along says that a certificate is not good, or cannot be read; this page does not judge it"));
  }
  for (const stamp of stamps.reverse()) clock = await stepBack(judgement, clock, stamp, terms);
  return clock;
}

function isNotGood(answers, certificates) {
  try {
    return namesRevoked(answers, certificates);
  } catch (error) {
    if (!(error instanceof Broken) && !(error instanceof TypeError)) throw error;
    return true;
  }
}
