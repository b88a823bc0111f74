// The walk through a page with nothing but a keyboard.

import { see } from "./page_checks.mjs";

const NARROW = { width: 320, height: 640 };

/** Runs in the page: writes down each stop; how it is marked when it gains the focus, where it is when it loses it. */
function listen() {
  globalThis.walked = [];
  document.addEventListener("focusin", ({ target }) => {
    const style = getComputedStyle(target);
    const outline = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
    const name = `<${target.localName} class="${target.className}" href="${(target.getAttribute("href") ?? "").slice(0, 40)}">`;
    globalThis.walked.push({ index: globalThis.stops.indexOf(target), name, outline });
  });
  document.addEventListener("focusout", ({ target }) => {
    const box = target.getClientRects()[0] ?? target.getBoundingClientRect();
    const within = (least, size, most) => Math.min(Math.max(least + Math.min(size, most) / 2, 1), most - 1);
    const middle = document.elementFromPoint(
      within(box.left, box.width, innerWidth),
      within(box.top, box.height, innerHeight),
    );
    Object.assign(globalThis.walked.at(-1), {
      inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      covered: !middle || !(target.contains(middle) || middle.contains(target)),
      top: box.top + scrollY,
    });
  });
}

/** Runs in the page: every stop a keyboard should make, in the order of the source. */
function expect() {
  const every = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  globalThis.stops = every.filter((element) => element.tabIndex >= 0 && element.checkVisibility());
  const scrolling = [...document.querySelectorAll("body *")].filter(
    (element) =>
      ["auto", "scroll"].includes(getComputedStyle(element).overflowX) &&
      element.scrollWidth > element.clientWidth + 1,
  );
  return {
    count: globalThis.stops.length,
    unreachable: scrolling.filter((element) => element.tabIndex < 0).map((element) => element.className),
    jumps: every.filter((element) => element.tabIndex > 0).length,
  };
}

/** Presses a key often, without waiting for each to be answered. */
async function press(session, key, times) {
  const event = { key, code: key, windowsVirtualKeyCode: 9 };
  const sent = [];
  for (let count = 0; count < times; count++) {
    sent.push(session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...event }));
    sent.push(session.send("Input.dispatchKeyEvent", { type: "keyUp", ...event }));
  }
  await Promise.all(sent);
}

/** Presses Tab once more than there are stops; returns what is wrong with any of them. */
async function walk(tab) {
  const { count, unreachable, jumps } = await tab.evaluate(expect);
  const problems = unreachable.map((name) => `scrolls, but takes no focus: ${name}`);
  if (jumps) problems.push(`${jumps} elements with a place of their own in the order`);
  await tab.evaluate(listen);
  await press(tab.session, "Tab", count + 1);
  const walked = await tab.evaluate(() => globalThis.walked);
  const reached = new Set(walked.map((stop) => stop.index).filter((index) => index >= 0)).size;
  if (reached < count) problems.push(`a trap: ${reached} of ${count} stops reached`);
  const misplaced = walked.findIndex((stop, step) => step < count && stop.index !== step);
  if (misplaced >= 0) problems.push(`out of order: stop ${misplaced} is ${walked[misplaced].name}`);
  let above = -Infinity;
  for (const [step, stop] of walked.slice(0, count).entries()) {
    if (stop.outline < 2) problems.push(`no visible focus: ${stop.name}`);
    // The link over the navigation hides as soon as it loses the focus; the check `skip` looks at it.
    if (step && (!stop.inside || stop.covered)) problems.push(`focus out of sight: ${stop.name}`);
    if (step && stop.top < above - 12) problems.push(`the focus goes up: ${stop.name}`);
    above = step ? stop.top : above;
  }
  // The browser's own controls come after the page; where there are none, the walk begins anew.
  if (walked.length > count && walked[count].index !== 0) problems.push("the focus does not leave the page");
  return problems.slice(0, 20);
}

/** The first stop is the link over navigation; it shows itself and leads into the text. */
async function skip(tab) {
  await tab.keyboard.press("Tab");
  const shown = await tab.evaluate(() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    return { skips: element.matches("a.skip"), seen: box.top >= 0 && box.left >= 0 && box.height >= 24 };
  });
  if (!shown.skips || !shown.seen) return ["the first stop is no visible link over the navigation"];
  await tab.keyboard.press("Enter");
  const arrived = await tab.evaluate(() => document.activeElement.localName);
  return arrived === "main" ? [] : [`the link over the navigation leads to <${arrived}>`];
}

/** Every region that scrolls sideways does so by an arrow key. */
async function arrows(tab) {
  const regions = await tab.$$("[role=region][tabindex='0']");
  const problems = [];
  for (const region of regions.slice(0, 5)) {
    const wide = await region.evaluate((element) => element.scrollWidth > element.clientWidth + 1);
    if (!wide) continue;
    await region.focus();
    await tab.keyboard.press("ArrowRight");
    const moved = await tab
      .waitForFunction((element) => element.scrollLeft > 0, { timeout: 1500 }, region)
      .then(() => true, () => false);
    if (!moved) problems.push("a table does not scroll by keyboard");
  }
  return problems;
}

export const KEYBOARD_CHECKS = {
  keyboard: { prepare: (tab) => see(tab, { viewport: NARROW }), run: walk },
  "keyboard-wide": {
    prepare: (tab) => see(tab, {}),
    run: async (tab) => (await walk(tab)).filter((problem) => !problem.startsWith("the focus goes up")),
  },
  skip: { prepare: (tab) => see(tab, {}), run: skip },
  arrows: { prepare: (tab) => see(tab, { viewport: NARROW }), run: arrows },
};
