// What a verification ends in: five checks, the signers, what was not checked, one verdict. As `muniment verify` has it.

import { joined, msg } from "./words.js";

export const CHECKS = ["integrity", "signature", "identity", "time", "completeness"];
const REQUIRED = ["integrity", "signature", "identity", "completeness"];
const ORDER = ["failed", "not established", "passed"];

/** Checks as they are being made; the first failure of a check stays, whatever follows. */
export class Judgement {
  checks = new Map();
  signers = [];
  document = null;
  files = [];
  /** What the command line checks and this page does not; while there is any, nothing is called verified. */
  limits = [];
  /** What this page says besides, without effect on the verdict. */
  remarks = [];

  passed(name, detail) {
    this.#note({ name, result: "passed", detail });
  }

  failed(name, detail) {
    this.#note({ name, result: "failed", detail });
  }

  open(name, detail) {
    this.#note({ name, result: "not established", detail });
  }

  limit(sentence) {
    this.limits.push(sentence);
  }

  outcome(name) {
    return this.checks.get(name)?.result ?? null;
  }

  fails() {
    return [...this.checks.values()].some((check) => check.result === "failed");
  }

  failures() {
    return [...this.checks.values()].filter((check) => check.result === "failed").map((check) => check.detail);
  }

  /** Takes over the checks of a part; that one part is complete says nothing of the whole. */
  absorb(part, path) {
    for (const check of part.checks.values()) {
      if (check.result !== "passed") this.#note({ ...check, detail: msg("{path}: {detail}", { path, detail: check.detail }) });
      else if (check.name !== "completeness") this.#note(check);
    }
    this.signers.push(...part.signers);
    this.limits.push(...part.limits.map((detail) => msg("{path}: {detail}", { path, detail })));
    this.remarks.push(...part.remarks);
  }

  /** Closes the judgement: anything failed → not verified; all required passed and nothing left open → verified. */
  result(name) {
    const unreached = msg("not reached");
    const missing = (check) => ({ name: check, result: "not established", detail: unreached });
    const checks = CHECKS.map((check) => this.checks.get(check) ?? missing(check));
    const required = checks.filter((check) => REQUIRED.includes(check.name));
    let verdict = "could_not_check";
    if (this.fails()) verdict = "not_verified";
    else if (required.every((check) => check.result === "passed") && !this.limits.length) verdict = "verified";
    const undecided = required.filter((check) => check.result === "not established").map((check) => check.detail);
    const open = undecided.filter((detail) => detail !== unreached);
    const summary = {
      verified: checks.filter((check) => ["integrity", "identity"].includes(check.name)).map((check) => check.detail),
      not_verified: this.failures(),
      could_not_check: open.length ? open : this.limits,
    }[verdict];
    const signers = [...new Map(this.signers.map((signer) => [JSON.stringify(signer), signer])).values()];
    const { document, files, limits, remarks } = this;
    return { name, verdict, summary: joined(summary), checks, signers, document, files, limits, remarks };
  }

  #note(check) {
    const standing = this.checks.get(check.name);
    if (!standing || ORDER.indexOf(check.result) < ORDER.indexOf(standing.result)) this.checks.set(check.name, check);
  }
}

/** The judgement of a file that is refused before its seal is looked at. */
export function refused(reason) {
  const judgement = new Judgement();
  judgement.failed("integrity", reason);
  return judgement;
}
