// An HTML edition: one seal, at the very end, over every byte before it, and the record inside.

import { canonicalBase64, characters } from "./bytes.js";
import { Judgement } from "./judgement.js";
import { describeRecord, MAX_RECORD, recordSentence } from "./record.js";
import { judgeSeal, MAX_SEAL } from "./seal.js";
import { Broken, msg } from "./words.js";

const HEAD = "\n\x3c!-- muniment-seal:1 ";
const TAIL = " -->\n";
/** Whatever might be taken for a seal, of any version and spelling; a sealed page holds exactly one. */
const MARKER = /\x3c!--[ \t\n\r\f\v]*muniment-seal/gi;
const RECORD_ID = /\bid[ \t\n\r\f\v]*=[ \t\n\r\f\v]*["']?muniment-record\b/gi;
const RECORD =
  /<a id="muniment-record" download="record\.json" href="data:application\/json;base64,([A-Za-z0-9+/=]+)"/;

/** Judges one sealed HTML edition by itself. */
export async function judgeEdition(bytes, terms) {
  const judgement = new Judgement();
  let page, seal;
  try {
    [page, seal] = splitEdition(bytes);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    judgement.failed("integrity", error.sentence);
    return judgement;
  }
  await judgeSeal(judgement, seal, page, "text/html", terms);
  if (judgement.fails()) return judgement;
  try {
    judgement.document = await describeRecord(embeddedRecord(page));
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    judgement.failed("completeness", error.sentence);
    return judgement;
  }
  judgement.passed("completeness", recordSentence(judgement.document));
  return judgement;
}

/** Splits a sealed page into the bytes it was built as and the JSON of its seal. */
export function splitEdition(bytes) {
  const text = characters(bytes);
  const seals = count(text, MARKER);
  if (!seals) throw new Broken(msg("the page carries no seal"));
  if (seals > 1) throw new Broken(msg("the page carries more than one seal"));
  const start = text.indexOf(HEAD);
  if (start < 0) throw new Broken(msg("the seal is not of a version or form known here"));
  if (!text.endsWith(TAIL) || start + HEAD.length > text.length - TAIL.length) {
    throw new Broken(msg("the seal is cut off, or something follows it"));
  }
  const seal = text.slice(start + HEAD.length, -TAIL.length);
  return [bytes.subarray(0, start), canonicalBase64(seal, MAX_SEAL)];
}

/** Returns the JSON of the record that a page carries; throws Broken unless it carries exactly one. */
export function embeddedRecord(page) {
  const text = characters(page);
  const found = count(text, RECORD_ID);
  if (!found) throw new Broken(msg("the page carries no record"));
  if (found > 1) throw new Broken(msg("the page carries more than one record"));
  const match = RECORD.exec(text);
  if (!match) throw new Broken(msg("the page's record is not embedded in the expected form"));
  return canonicalBase64(match[1], MAX_RECORD);
}

function count(text, pattern) {
  let found = 0;
  for (const _ of text.matchAll(pattern)) if (++found > 1) break;
  return found;
}
