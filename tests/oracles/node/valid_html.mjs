// Whether a file is valid HTML, as html-validate sees it.

import { FileSystemConfigLoader, HtmlValidate } from "html-validate";

const validator = new HtmlValidate(
  new FileSystemConfigLoader({
    root: true,
    extends: ["html-validate:standard", "html-validate:a11y"],
    rules: {
      // Only the looks of the source: generated pages are read in a browser.
      "no-trailing-whitespace": "off",
      "long-title": "off",
    },
  }),
);

/** Returns what is invalid in the file. */
export async function validateFile(file) {
  const report = await validator.validateFile(file);
  return report.results.flatMap((result) =>
    result.messages.map((found) => `${found.ruleId} at line ${found.line}: ${found.message} ${found.selector ?? ""}`),
  );
}
