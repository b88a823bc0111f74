// Who a key belongs to: from a certificate to one that the reader chose, and nothing else. As `muniment verify` does it.

import { fromBase64 } from "./bytes.js";
import { checkSignature, EXTENSIONS, extensionOf, nameOf, readCertificate, WEAK, wholeName } from "./certificate.js";
import { TAGS } from "./der.js";
import { Broken, msg, printable, Unsupported } from "./words.js";

export const MAX_CERTIFICATES = 12;
/** How many issuing relations may be tried; a hostile pool of equal names would otherwise take for ever. */
const MAX_STEPS = 40;
const MAX_ANCHORS = 200;
const DEVELOPMENT_POLICY = "2.25.113968191783140818283516905230028983125";
const UNDERSTOOD = Object.values(EXTENSIONS);

/** Reads certificates to trust, PEM (one or more) or one in DER; throws Broken if there is none to read. */
export async function readAnchors(bytes) {
  const text = new TextDecoder("windows-1252").decode(bytes).trim();
  if (!text.startsWith("-----BEGIN")) return [await readCertificate(bytes)];
  const found = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g)];
  if (!found.length || found.length > MAX_ANCHORS) throw new Broken(msg("not a certificate that can be read"));
  return Promise.all(
    found.map(([, body]) => {
      const der = fromBase64(body.replace(/\s/g, ""));
      if (der === null) throw new Broken(msg("not a certificate that can be read"));
      return readCertificate(der);
    }),
  );
}

/**
 * Says whether a certificate leads to one that is trusted, as of a time: {trusted, detail}, trusted being true, false, or
 * null where this page cannot tell. A development certificate counts only if it is itself among those.
 */
export async function identify(leaf, others, anchors, now, stamping = false) {
  try {
    if (stamping) checkAuthority(leaf);
    else checkSigner(leaf);
    if (isDevelopment(leaf) && !holds(anchors, leaf)) {
      throw new Broken(msg("the certificate is a development certificate, and was not itself chosen as trusted"));
    }
    const chain = await findChain(leaf, others.slice(0, MAX_CERTIFICATES), anchors);
    for (const certificate of chain) checkDates(certificate, now);
    return { trusted: true, detail: printable(wholeName(chain[chain.length - 1].subject)) };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { trusted: error instanceof Unsupported ? null : false, detail: error.sentence };
  }
}

export function isDevelopment(certificate) {
  const policies = extensionOf(certificate, EXTENSIONS.policies)?.parts(TAGS.sequence) ?? [];
  return policies.some((policy) => policy.parts(TAGS.sequence)[0].oid() === DEVELOPMENT_POLICY);
}

function holds(certificates, wanted) {
  return certificates.some((certificate) => certificate.fingerprint === wanted.fingerprint);
}

async function findChain(leaf, pool, anchors) {
  let steps = 0;
  let reason = new Broken(msg("no certificate you trust issued it, directly or through the certificates that came with it"));
  const climb = async (chain) => {
    const current = chain[chain.length - 1];
    if (holds(anchors, current)) return chain;
    for (const issuer of [...anchors, ...pool]) {
      if (issuer.subject.raw !== current.issuer.raw || holds(chain, issuer) || steps >= MAX_STEPS) continue;
      steps++;
      try {
        await checkIssued(current, issuer, chain.length - 1);
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
        // What this page cannot judge might have held: it must not end as a failure.
        if (!(reason instanceof Unsupported)) reason = error;
        continue;
      }
      const found = await climb([...chain, issuer]);
      if (found) return found;
    }
    return null;
  };
  const found = await climb([leaf]);
  if (!found) throw reason;
  return found;
}

async function checkIssued(issued, issuer, intermediates) {
  const who = nameOf(issuer.subject);
  const whose = nameOf(issued.subject);
  const weak = WEAK[issued.algorithm.parts()[0].oid()];
  if (weak) throw new Broken(msg("the certificate of {who} is signed with {weak}", { who: whose, weak }));
  if (!(await checkSignature(issuer, issued.algorithm, null, issued.signature, issued.tbs))) {
    throw new Broken(msg("the certificate of {whose} was not signed by {who}", { whose, who }));
  }
  checkExtensions(issuer);
  const [ca, length] = constraintsOf(issuer);
  if (!ca) throw new Broken(msg("{who} is not a certification authority", { who }));
  if (length !== null && intermediates > length) throw new Broken(msg("{who} may not stand so high in a chain", { who }));
  const usage = extensionOf(issuer, EXTENSIONS.keyUsage);
  if (usage && !usage.bit(5)) throw new Broken(msg("{who} may not issue certificates", { who }));
}

function constraintsOf(certificate) {
  const parts = [...(extensionOf(certificate, EXTENSIONS.basicConstraints)?.parts(TAGS.sequence) ?? [])];
  const ca = parts[0]?.tag === TAGS.bool ? parts.shift().bool() : false;
  return [ca, parts.length ? parts[0].number() : null];
}

function checkSigner(leaf) {
  checkExtensions(leaf);
  const usage = extensionOf(leaf, EXTENSIONS.keyUsage);
  if (usage && !usage.bit(0) && !usage.bit(1)) throw new Broken(msg("the certificate is not meant for signatures"));
  if (constraintsOf(leaf)[0]) {
    throw new Broken(msg("the certificate is one of a certification authority, not of a signer"));
  }
  checkKey(leaf);
}

function checkKey(leaf) {
  if (leaf.keyKind === "RSA" && leaf.keyBits < 2048) throw new Broken(msg("the key is too short"));
}

/** Checks that a certificate is one for timestamps and for nothing else (RFC 3161, 2.3). */
function checkAuthority(leaf) {
  checkExtensions(leaf);
  const purposes = extensionOf(leaf, EXTENSIONS.extendedKeyUsage)?.parts(TAGS.sequence) ?? [];
  if (purposes.length !== 1 || purposes[0].oid() !== "1.3.6.1.5.5.7.3.8") {
    throw new Broken(msg("the certificate is not one for timestamps"));
  }
  checkKey(leaf);
}

function checkExtensions(certificate) {
  for (const { oid, critical } of certificate.extensions.values()) {
    if (critical && !UNDERSTOOD.includes(oid)) {
      const who = nameOf(certificate.subject);
      throw new Broken(msg("the certificate of {who} has a critical extension that is not understood here ({oid})", { who, oid }));
    }
  }
}

function checkDates(certificate, now) {
  const who = nameOf(certificate.subject);
  const day = (moment) => new Date(moment).toISOString().slice(0, 10);
  if (now < certificate.from) {
    throw new Broken(msg("the certificate of {who} is valid only from {day}", { who, day: day(certificate.from) }));
  }
  if (now > certificate.until) {
    throw new Broken(msg("the certificate of {who} expired on {day}", { who, day: day(certificate.until) }));
  }
}
