// The seal object: a DSSE envelope over a statement on some bytes, with certificates and timestamps.

import { bytesOf, digestOf, fromBase64, joinBytes, sha256 } from "./bytes.js";
import { attributeOf, checkEcdsa, checkRsa, nameOf, readCertificate } from "./certificate.js";
import { canonicalText, hasMembers, readCanonical } from "./canonical.js";
import { readToken, walkBack } from "./timestamp.js";
import { timeText } from "./cms.js";
import { identify, isDevelopment, MAX_CERTIFICATES } from "./trust.js";
import { Broken, msg, printable, Unsupported } from "./words.js";

/** Answers on revocation travel in the timestamps, and some authorities have long lists. */
export const MAX_SEAL = 8_000_000;
const PAYLOAD_TYPE = "application/vnd.in-toto+json";
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
const PREDICATE_TYPE = "urn:muniment:predicate:seal:1";

/** Judges a seal object over the covered bytes; stops at the first check that fails, because what follows rests on it. */
export async function judgeSeal(judgement, sealJson, covered, mediaType, terms) {
  let seal, statement;
  try {
    seal = readSeal(sealJson);
    statement = readStatement(seal.payload);
    await checkCovered(statement, covered, mediaType);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    judgement.failed("integrity", error.sentence);
    return;
  }
  judgement.passed("integrity", msg("unchanged since it was sealed"));
  let certificates;
  try {
    certificates = await readCertificates(seal.certificates);
    await checkSealSignature(seal, statement, certificates[0]);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    if (error instanceof Unsupported) judgement.open("signature", error.sentence);
    else judgement.failed("signature", error.sentence);
    return;
  }
  judgement.passed("signature", msg("made with key {key}", { key: certificates[0].keyId }));
  const reading = seal.timestamps.map((token, number) => () => readToken(token, stampedBytes(seal, number, covered)));
  const clock = await walkBack(judgement, reading, [], certificates, terms);
  await judgeIdentity(judgement, "seal", certificates, statement.signedAt, clock, terms);
}

/** Notes who sealed or signed, by the certificates (the signer's first), once the signature itself holds. */
export async function judgeIdentity(judgement, role, certificates, signedAt, clock, terms) {
  const [leaf, ...others] = certificates;
  const key = leaf.keyId;
  const name = nameOf(leaf.subject);
  const development = isDevelopment(leaf);
  let trusted = false;
  if (!terms.anchors.length) {
    judgement.open("identity", msg("unchanged since sealed by the holder of key {key}; who that is was not checked; choose a certificate you trust", { key }));
  } else {
    const found = await identify(leaf, others, terms.anchors, clock.at);
    trusted = found.trusted === true;
    const values = { name, key, anchor: found.detail, detail: found.detail };
    if (trusted && development) {
      judgement.passed("identity", msg("{name} holds key {key}, a development key, by the certificate you trust: {anchor}; revocation was not checked", values));
    } else if (trusted) {
      judgement.passed("identity", msg("{name} holds key {key}, by the certificate you trust: {anchor}; revocation was not checked", values));
    } else if (found.trusted === null) judgement.open("identity", msg("{name}, key {key}: {detail}", values));
    else judgement.failed("identity", msg("{name}, key {key}: {detail} (as of {time})", { ...values, time: timeText(clock.at) }));
  }
  noteTime(judgement, signedAt, clock);
  judgement.signers.push({
    role,
    name,
    organisation: attributeOf(leaf.subject, "2.5.4.10"),
    issuer: nameOf(leaf.issuer),
    key,
    certificate: leaf.fingerprint,
    development,
    trusted,
    signedAt: printable(signedAt),
    provenAt: trusted && clock.proven ? timeText(clock.at) : "",
  });
}

function noteTime(judgement, time, clock) {
  const { authority } = clock;
  if (clock.proven) judgement.passed("time", msg("existed at {time}, by the timestamp of {authority}", { time: timeText(clock.at), authority }));
  else if ([null, "passed"].includes(judgement.outcome("time"))) {
    judgement.open("time", time ? msg("the signer says {time}; no timestamp proves it", { time }) : msg("what time the signer says was not read; no timestamp proves one"));
  }
}

export async function readCertificates(ders) {
  const certificates = [];
  for (const der of ders) {
    try {
      certificates.push(await readCertificate(der));
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      throw new Broken(msg("a certificate in the seal cannot be read"));
    }
  }
  return certificates;
}

function readSeal(json) {
  if (json.length > MAX_SEAL) throw new Broken(msg("what is embedded is larger than {limit} bytes", { limit: MAX_SEAL }));
  const raw = readCanonical(json);
  if (raw === undefined) throw new Broken(msg("the seal is not written in its canonical form"));
  const malformed = new Broken(msg("the seal cannot be read"));
  const { envelope } = raw ?? {};
  if (!hasMembers(raw, "seal", "envelope", "certificates", "timestamps") || raw.seal !== 1) throw malformed;
  if (!hasMembers(envelope, "payload", "payloadType", "signatures") || envelope.payloadType !== PAYLOAD_TYPE) throw malformed;
  const { signatures } = envelope;
  if (!Array.isArray(signatures) || signatures.length !== 1 || !hasMembers(signatures[0], "keyid", "sig")) throw malformed;
  const bytes = (text) => {
    const found = typeof text === "string" ? fromBase64(text) : null;
    if (found === null) throw malformed;
    return found;
  };
  if (!Array.isArray(raw.certificates) || !Array.isArray(raw.timestamps)) throw malformed;
  if (!raw.certificates.length || raw.certificates.length > MAX_CERTIFICATES) {
    throw new Broken(msg("the seal carries no certificate, or too many"));
  }
  return {
    raw,
    payload: bytes(envelope.payload),
    signature: bytes(signatures[0].sig),
    keyId: signatures[0].keyid,
    certificates: raw.certificates.map(bytes),
    timestamps: raw.timestamps.map(bytes),
  };
}

function readStatement(payload) {
  const raw = readCanonical(payload);
  if (raw === undefined) throw new Broken(msg("the seal's statement is not written in its canonical form"));
  const malformed = new Broken(msg("the seal's statement cannot be read"));
  const { subject, predicate } = raw ?? {};
  if (!Array.isArray(subject) || subject.length !== 1 || !predicate) throw malformed;
  if (raw._type !== STATEMENT_TYPE || raw.predicateType !== PREDICATE_TYPE) {
    throw new Broken(msg("the seal's statement is of another type"));
  }
  const { size, media_type: mediaType, signed_at: signedAt, certificates } = predicate;
  const digest = subject[0]?.digest?.sha256;
  if (!Array.isArray(certificates)) throw malformed;
  const texts = [digest, mediaType, signedAt, ...certificates];
  if (!texts.every((text) => typeof text === "string") || !Number.isSafeInteger(size)) throw malformed;
  return { digest, size, mediaType, signedAt, certificates };
}

async function checkCovered(statement, covered, mediaType) {
  const { mediaType: sealed, size, digest } = statement;
  if (sealed !== mediaType) throw new Broken(msg("the seal is one for {sealed}, not for {mediaType}", { sealed, mediaType }));
  if (size !== covered.length) {
    throw new Broken(msg("the seal is over {size} bytes, the file has {found}", { size, found: covered.length }));
  }
  if (digest !== (await sha256(covered))) {
    throw new Broken(msg("changed since it was sealed: the digest is another one"));
  }
}

async function checkSealSignature(seal, statement, leaf) {
  const digests = await Promise.all(seal.certificates.map(sha256));
  if (digests.join() !== statement.certificates.join()) {
    throw new Broken(msg("the certificates are not those that the seal was made with"));
  }
  if (seal.keyId !== leaf.keyId) throw new Broken(msg("the seal names another key than its certificate"));
  const message = joinBytes(
    bytesOf(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${seal.payload.length} `),
    seal.payload,
  );
  let holds;
  if (leaf.curve === "P-256") holds = await checkEcdsa(leaf, "SHA-256", seal.signature, message);
  else if (leaf.curve === "P-384") holds = await checkEcdsa(leaf, "SHA-384", seal.signature, message);
  else if (leaf.keyKind === "RSA") holds = await checkRsa(leaf, "RSA-PSS", "SHA-256", seal.signature, message, 32);
  else throw new Broken(msg("the seal was made with a kind of key that seals do not use"));
  if (!holds) throw new Broken(msg("the signature does not belong to the seal's statement and key"));
}

/** What a seal's timestamp is over: the first its signature; each later one the content and the seal as it was then. */
function stampedBytes(seal, number, covered) {
  const earlier = { ...seal.raw, timestamps: seal.raw.timestamps.slice(0, number) };
  return async (hash) =>
    number ? joinBytes(await digestOf(covered, hash), bytesOf(canonicalText(earlier))) : seal.signature;
}
