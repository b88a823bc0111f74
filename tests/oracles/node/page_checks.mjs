// The checks of one page that need no keyboard. Each has `prepare` (the conditions, before the page is opened) and `run`.

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDE = { width: 1280, height: 900 };
/** The width of the text of an A4 page with margins of 18 mm, in CSS pixels. */
const PAPER = { width: 658, height: 900 };

/** Sets the conditions under which a page is seen; what is not named is as on a common screen. */
export async function see(tab, { viewport = WIDE, media = "screen", features = {} }) {
  await tab.setViewport(viewport);
  await tab.session.send("Emulation.setEmulatedMedia", {
    media,
    features: Object.entries({ "prefers-color-scheme": "light", "prefers-reduced-motion": "reduce", ...features }).map(
      ([name, value]) => ({ name, value }),
    ),
  });
}

/** Returns a check that sees the page under the conditions and runs one function in it. */
function inside(conditions, look, ...values) {
  return { prepare: (tab) => see(tab, conditions), run: (tab) => tab.evaluate(look, ...values) };
}

/** Returns a check by axe-core, for tags or for single rules. */
function axe(conditions, runOnly) {
  const look = async (options) => {
    const outcome = await globalThis.axe.run(document, options);
    return outcome.violations.flatMap((rule) =>
      rule.nodes.slice(0, 5).map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`),
    );
  };
  return { ...inside(conditions, look, { runOnly, resultTypes: ["violations"], elementRef: false }), axe: true };
}

/** Runs in the page: what stands outside of it, is cut off, or lies on other text. */
function fits() {
  const problems = [];
  const name = (element) => {
    const where = element.closest("[id]");
    return `<${element.localName} class="${element.className}"> in #${where ? where.id : "?"}`;
  };
  const hidden = (element) => {
    const style = getComputedStyle(element);
    return style.clipPath === "inset(50%)" || style.visibility === "hidden";
  };
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const root = document.scrollingElement;
  const width = document.documentElement.clientWidth;
  if (root.scrollWidth > width) problems.push(`the page scrolls sideways: ${root.scrollWidth} of ${width} px`);

  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("script, style")) continue;
    let region = false;
    let unseen = false;
    for (let up = element; up && up !== document.body; up = up.parentElement) {
      unseen ||= hidden(up) || up.classList.contains("skip");
      region ||= scrolls(up);
      const style = getComputedStyle(up);
      const cuts = [style.overflowX, style.overflowY].some((value) => ["hidden", "clip"].includes(value));
      if (!unseen && cuts && (up.scrollWidth > up.clientWidth + 1 || up.scrollHeight > up.clientHeight + 1)) {
        problems.push(`text is cut off: ${name(up)}`);
      }
    }
    if (unseen) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1) continue;
      if (!region && (box.right > width + 1 || box.left < -1)) problems.push(`text lies outside: ${name(element)}`);
      if (!region) lines.push({ box, element });
    }
  }
  lines.sort((one, other) => one.box.top - other.box.top);
  lines.forEach(({ box, element }, index) => {
    for (let next = index + 1; next < lines.length && lines[next].box.top < box.bottom; next++) {
      const other = lines[next];
      const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const high = Math.min(box.bottom, other.box.bottom) - other.box.top;
      const least = Math.min(box.height, other.box.height);
      if (wide > 2 && high > 0.45 * least) problems.push(`text on text: ${name(element)} and ${name(other.element)}`);
    }
  });
  return [...new Set(problems)].slice(0, 20);
}

/** Runs in the page: the text spacing that a reader may set (WCAG 1.4.12), and then whether all fits. */
const SPACING =
  "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }" +
  " p { margin-bottom: 2em !important; }";

function styled(conditions, css) {
  return {
    prepare: (tab) => see(tab, conditions),
    run: async (tab) => {
      // A page's policy does not bind what a reader sets; a style sheet of the user agent's would do the same.
      await tab.evaluate((text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        document.adoptedStyleSheets = [sheet];
      }, css);
      return tab.evaluate(fits);
    },
  };
}

const words = () =>
  [...new Set(document.body.innerText.split(/\s+/))].filter((word) => /[\p{L}\p{N}]/u.test(word)).map((w) => w.normalize());

/** Tells which words of the screen are gone under other conditions, apart from those of navigation. */
function keepsWords(conditions) {
  return {
    prepare: (tab) => see(tab, {}),
    run: async (tab) => {
      await tab.evaluate(() => {
        document.querySelectorAll(".skip, .contents, .back").forEach((part) => part.remove());
        // What opens says so in words that mean nothing where all is open.
        document.querySelectorAll("summary").forEach((part) => part.replaceChildren("–"));
        document.querySelectorAll("details").forEach((part) => (part.open = true));
      });
      const before = await tab.evaluate(words);
      await tab.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = false)));
      await see(tab, conditions);
      if (conditions.media !== "print") {
        await tab.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
      }
      const after = new Set(await tab.evaluate(words));
      const lost = before.filter((word) => !after.has(word));
      return lost.length ? [`lost: ${lost.slice(0, 20).join(" ")}`] : [];
    },
  };
}

/** Runs in the page: anything that moves although the reader asked for stillness. */
function still() {
  return [...document.querySelectorAll("*")]
    .filter((element) => {
      const style = getComputedStyle(element);
      return style.scrollBehavior === "smooth" || style.animationName !== "none" || parseFloat(style.transitionDuration);
    })
    .map((element) => `moves: <${element.localName} class="${element.className}">`);
}

/** Runs in the page: text whose own direction leaks into the page around it. */
function directions() {
  const rtl = /[\u0590-\u08ff\ufb1d-\ufefc]/;
  const strong = /[\p{L}]/u;
  const problems = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const first = [...node.data].find((character) => strong.test(character));
    if (!first || !rtl.test(first) || node.parentElement.closest("script, style")) continue;
    if (getComputedStyle(node.parentElement).direction !== "rtl") {
      problems.push(`not from right to left: <${node.parentElement.localName}> ${node.data.slice(0, 40)}`);
    }
  }
  for (const element of document.querySelectorAll("body, main, header, section, h2, dl, table, .number, .origin")) {
    if (getComputedStyle(element).direction !== "ltr") problems.push(`turned round: <${element.localName}>`);
  }
  return problems;
}

export const CHECKS = {
  axe: axe({}, { type: "tag", values: TAGS }),
  targets: axe({ viewport: { width: 320, height: 640 } }, { type: "rule", values: ["target-size"] }),
  dark: axe({ features: { "prefers-color-scheme": "dark" } }, { type: "rule", values: ["color-contrast"] }),
  contrast: axe({ features: { "forced-colors": "active" } }, { type: "rule", values: ["color-contrast"] }),
  fits: inside({}, fits),
  reflow: inside({ viewport: { width: 320, height: 256 } }, fits),
  // A window of 1280 px at 200 %: the browser lays out 640 px and draws each twice as large.
  zoom: inside({ viewport: { width: 640, height: 450, deviceScaleFactor: 2 } }, fits),
  spacing: styled({}, SPACING),
  "spacing-narrow": styled({ viewport: { width: 320, height: 640 } }, SPACING),
  "forced-colours": keepsWords({ features: { "forced-colors": "active" } }),
  print: keepsWords({ viewport: PAPER, media: "print" }),
  "print-fits": inside({ viewport: PAPER, media: "print" }, fits),
  motion: inside({}, still),
  directions: inside({}, directions),
};
