// What an embedded record says of its document, in short: subject, audience, date, facts by origin and status.

import { sha256 } from "./bytes.js";
import { fits, readCanonical } from "./canonical.js";
import { SHAPES } from "./shapes.js";
import { Broken, joined, msg, printable } from "./words.js";

export const MAX_RECORD = 32_000_000;
const COUNTED = ["measured", "declared", "computed", "inherited", "unknown", "not_applicable", "withheld"];
const ORIGINS = 4;

/** Reads an embedded record and counts its facts; throws Broken if it is not a record. */
export async function describeRecord(bytes) {
  if (bytes.length > MAX_RECORD) {
    throw new Broken(msg("what is embedded is larger than {limit} bytes", { limit: MAX_RECORD }));
  }
  const record = readCanonical(bytes);
  if (record === undefined || record?.record !== 1 || !fits(SHAPES.record, record)) {
    throw new Broken(msg("the embedded record cannot be read"));
  }
  const facts = Object.fromEntries(COUNTED.map((name) => [name, 0]));
  const { draft } = record;
  // A section of a draft that is unknown as a whole counts as often as facts inside it are asked for.
  const asked = new Map();
  for (const { address, standing } of draft?.questions ?? []) {
    if (standing === "unknown") asked.set(address, (asked.get(address) ?? 0) + 1);
  }
  for (const fact of record.facts) {
    const name = fact.status === "known" ? fact.origin : fact.status;
    const among = fact.status === "known" ? COUNTED.slice(0, ORIGINS) : COUNTED.slice(ORIGINS);
    if (!among.includes(name)) throw new Broken(msg("the embedded record has a fact of unknown status or origin"));
    facts[name] += name === "unknown" ? (asked.get(fact.address) ?? 1) : 1;
  }
  if (draft && !(draft.stated >= 0 && draft.stated <= draft.asked)) {
    throw new Broken(msg("the embedded record counts facts that cannot be"));
  }
  const shown = ["kind", "audience", "recipient", "language", "document_date"];
  return {
    ...Object.fromEntries(shown.map((name) => [name, printable(record[name])])),
    subject: Object.fromEntries(Object.entries(record.subject).map(([name, text]) => [name, printable(text)])),
    digest: `sha256:${await sha256(bytes)}`,
    facts,
    supersedes: printable(record.supersedes ?? ""),
    part: (record.part ?? []).map(printable),
    draft: draft ? { stated: draft.stated, asked: draft.asked } : null,
  };
}

/** Says of a draft that it is one, and how far it has come; null for an edition. */
export function draftSentence({ draft }) {
  return draft ? msg("a draft and no edition: {stated} of {asked} facts stated", draft) : null;
}

/** Says that a document is about parts of a set only; null where it is about the whole. */
export function partSentence({ part }) {
  return part.length ? msg("about a part of the set only ({parts})", { parts: part.join(", ") }) : null;
}

/** Says what the document carries: first of all that it is a draft, where it is one. */
export function recordSentence(document) {
  const facts = msg("carries its record ({facts})", { facts: factsSentence(document) });
  const draft = draftSentence(document);
  return draft ? joined([msg("this is {draft}", { draft }), facts]) : facts;
}

export function factsSentence({ facts }) {
  const words = {
    measured: msg("{count} measured", { count: facts.measured }),
    declared: msg("{count} declared", { count: facts.declared }),
    computed: msg("{count} computed", { count: facts.computed }),
    inherited: msg("{count} inherited", { count: facts.inherited }),
    unknown: msg("{count} unknown", { count: facts.unknown }),
    not_applicable: msg("{count} not applicable", { count: facts.not_applicable }),
    withheld: msg("{count} withheld", { count: facts.withheld }),
  };
  const counted = COUNTED.filter((name) => facts[name]).map((name) => words[name]);
  return counted.length ? msg("facts: {counts}", { counts: joined(counted, ", ") }) : msg("no facts");
}
