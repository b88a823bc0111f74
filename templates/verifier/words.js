// Sentences as values: an English text with named places, said in the reader's language only when it is shown.

const LONGEST = 400;

/** Returns a sentence. The English text is looked up among the translations; the build collects those that stand in calls of `msg`. */
export function msg(text, values = {}) {
  return { text, values };
}

/** Returns sentences one after another, as one. */
export function joined(sentences, separator = "; ") {
  return { parts: sentences, separator };
}

/** What a file is not; the sentence says why. */
export class Broken extends Error {
  constructor(sentence) {
    super(sentence.text);
    this.sentence = sentence;
  }
}

/** What this page cannot judge, though it may be right: never a failure, and never a pass. */
export class Unsupported extends Broken {}

/** Returns text from a stranger's file as one line without control characters, no longer than a screen holds. */
export function printable(text, limit = LONGEST) {
  const line = String(text).slice(0, limit * 4).replace(/\s+/gu, " ").trim();
  const clean = line.replace(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, "\uFFFD");
  const letters = [...clean];
  return letters.length <= limit ? clean : `${letters.slice(0, limit - 1).join("")}…`;
}

/** Says a sentence with the translations of a language (English where there is none). */
export function say(sentence, translations = {}) {
  if (typeof sentence === "string" || typeof sentence === "number") return printable(sentence);
  if (sentence.parts) return sentence.parts.map((part) => say(part, translations)).join(sentence.separator);
  const text = Object.hasOwn(translations, sentence.text) ? translations[sentence.text] : sentence.text;
  return text.replace(/\{(\w+)\}/g, (_, name) => say(sentence.values[name] ?? "", translations));
}
