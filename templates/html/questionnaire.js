"use strict";
// The form: shows the fields that an answer needs, saves the answers as a file, and opens such a file to go on. It asks
// nothing of any other place, and what was typed is only ever put in as text.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const words = read("words");
  const questionnaire = read("questionnaire");
  const questions = new Map(questionnaire.questions.map((question) => [question.id, question]));
  const decisions = new Map((questionnaire.decisions || []).map((decision) => [decision.id, decision]));
  const said = document.getElementById("said");
  const problems = document.getElementById("problems");
  let unsaved = false;

  const put = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  const all = () => [...document.querySelectorAll(".controls")];
  const field = (controls, name) => controls.querySelector(`[data-for="${name}"]`);
  const input = (controls, name) => field(controls, name).querySelector("input, select, textarea");
  const kindOf = (controls) => controls.querySelector("input[type=radio]:checked").value;
  const textOf = (controls) => {
    if (kindOf(controls) === "value" && listOf(controls)) {
      return recordsOf(controls).map((record) => Object.entries(record).map((pair) => pair.join(": ")).join("; ")).join("\n");
    }
    return input(controls, kindOf(controls) === "value" ? "value" : "reason").value.trim();
  };

  // A list: an entry is a set of fields, made from the template of its question; what is empty is none.
  const listOf = (controls) => controls.querySelector(".entries");
  const entriesOf = (controls) => [...controls.querySelectorAll(".entry")];
  const fieldOf = (entry, key) => entry.querySelector(`[data-key="${CSS.escape(key)}"]`)?.querySelector("input, select, textarea");
  const recordsOf = (controls) => entriesOf(controls).map((entry) => {
    const record = {};
    for (const field of entry.querySelectorAll("[data-key]")) {
      const text = field.querySelector("input, select, textarea").value.trim();
      if (text) record[field.dataset.key] = text;
    }
    return record;
  }).filter((record) => Object.keys(record).length);

  function addEntry(controls) {
    const number = entriesOf(controls).length + 1;
    const entry = controls.querySelector("template").content.querySelector(".entry").cloneNode(true);
    const name = put(words.entry, { number });
    entry.querySelector("legend").textContent = name;
    for (const field of entry.querySelectorAll("[data-key]")) {
      const item = field.querySelector("input, select, textarea");
      const hint = field.querySelector(".hint");
      item.id = [controls.dataset.question, controls.dataset.place, number, field.dataset.key].join("-");
      hint.id = `${item.id}-hint`;
      field.querySelector("label").htmlFor = item.id;
      field.querySelector(".which").textContent = name;
      item.setAttribute("aria-describedby", hint.id);
      item.addEventListener("input", () => { unsaved = true; clear(item); count(); });
    }
    listOf(controls).append(entry);
    return entry;
  }

  function setRecords(controls, records) {
    listOf(controls).replaceChildren();
    for (const record of Array.isArray(records) ? records : []) {
      const entry = addEntry(controls);
      for (const [key, text] of Object.entries(record || {})) {
        const item = fieldOf(entry, key);
        if (!item || typeof text !== "string") continue;
        if (item.tagName === "SELECT" && ![...item.options].some((one) => one.value === text)) item.add(new Option(text));
        item.value = text;
      }
    }
    if (!entriesOf(controls).length) addEntry(controls);
  }

  function show(controls) {
    const kind = kindOf(controls);
    field(controls, "value").hidden = kind !== "value";
    field(controls, "reason").hidden = kind !== "unknown" && kind !== "not_applicable";
    field(controls, "remark").hidden = kind === "";
    count();
  }

  // A decision: its choice, and the remark beside it, which only a plain approval can do without.
  const deciding = () => [...document.querySelectorAll(".deciding")];
  const choiceOf = (block) => block.querySelector("input[type=radio]:checked").value;
  const remarkOf = (block) => block.querySelector("textarea");
  const approves = (block) =>
    decisions.get(block.dataset.decision).kind === "sign_off" && block.querySelectorAll("input[type=radio]")[1].checked;

  function count() {
    if (decisions.size) {
      const made = deciding().filter(choiceOf).length;
      document.getElementById("done").textContent = put(words.decided, { done: made, all: decisions.size });
      return;
    }
    const done = new Set(all().filter((one) => kindOf(one) && textOf(one)).map((one) => one.dataset.question));
    document.getElementById("done").textContent = put(words.done, { done: done.size, all: questions.size });
  }

  // The controls of one place are those of its question once more, under names of their own.
  function alone(question, place, label) {
    const whole = document.querySelector(`.controls[data-question="${question}"][data-place=""]`);
    const known = document.querySelector(`.controls[data-question="${question}"][data-place="${place}"]`);
    if (known) return known;
    const made = whole.cloneNode(true);
    made.dataset.place = place;
    made.classList.add("one");
    for (const item of made.querySelectorAll(".error")) item.remove();
    for (const item of made.querySelectorAll("[id], [for], [name], [aria-describedby]")) {
      for (const name of ["id", "for", "name", "aria-describedby"]) {
        if (item.hasAttribute(name)) item.setAttribute(name, `${item.getAttribute(name)}-${place}`);
      }
      item.removeAttribute("aria-invalid");
    }
    for (const item of made.querySelectorAll("input[type=text], textarea, select")) item.value = "";
    for (const item of made.querySelectorAll(".unmarked")) item.textContent += `, ${label}`;
    const heading = document.createElement("p");
    heading.textContent = label;
    heading.dir = "auto";
    made.prepend(heading);
    whole.parentNode.insertBefore(made, whole.parentNode.querySelector(".alone"));
    made.querySelector("input[value='']").checked = true;
    listen(made);
    show(made);
    return made;
  }

  function listen(controls) {
    for (const radio of controls.querySelectorAll("input[type=radio]")) {
      radio.addEventListener("change", () => { unsaved = true; show(controls); });
    }
    if (listOf(controls)) {
      setRecords(controls, []);
      controls.querySelector("[data-more]").addEventListener("click", () => {
        addEntry(controls).querySelector("input, select, textarea").focus();
      });
    }
    for (const item of controls.querySelectorAll(":scope > .field input[type=text], :scope > .field textarea, :scope > .field select")) {
      if (item.closest(".entry")) continue;
      item.addEventListener("input", () => { unsaved = true; clear(item); count(); });
    }
  }

  function listenTo(block) {
    for (const radio of block.querySelectorAll("input[type=radio]")) {
      radio.addEventListener("change", () => { unsaved = true; count(); });
    }
    remarkOf(block).addEventListener("input", (event) => { unsaved = true; clear(event.target); });
  }

  function clear(item) {
    item.removeAttribute("aria-invalid");
    const told = document.getElementById(`${item.id}-error`);
    if (!told) return;
    const rest = (item.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== told.id);
    if (rest.length) item.setAttribute("aria-describedby", rest.join(" "));
    else item.removeAttribute("aria-describedby");
    told.remove();
  }

  function complain(item, text, about) {
    clear(item);
    item.setAttribute("aria-invalid", "true");
    const told = document.createElement("p");
    told.className = "error";
    told.id = `${item.id}-error`;
    told.textContent = text;
    item.before(told);
    item.setAttribute("aria-describedby", `${item.getAttribute("aria-describedby") || ""} ${told.id}`.trim());
    const link = document.createElement("a");
    link.href = `#${item.id}`;
    link.textContent = about ? `${about}: ${text}` : text;
    link.addEventListener("click", (event) => { event.preventDefault(); item.focus(); });
    const line = document.createElement("li");
    line.append(link);
    problems.querySelector("ul").append(line);
  }

  function check() {
    problems.querySelector("ul").replaceChildren();
    const by = document.getElementById("by");
    clear(by);
    if (!by.value.trim()) complain(by, words.no_name, "");
    for (const controls of all()) {
      const kind = kindOf(controls);
      for (const name of ["value", "reason"]) clear(input(controls, name));
      if (kind && !textOf(controls)) {
        const item = input(controls, kind === "value" ? "value" : "reason");
        complain(item, words.no_text, document.getElementById(`${controls.dataset.question}-title`).textContent);
      }
    }
    for (const block of deciding()) {
      const remark = remarkOf(block);
      clear(remark);
      if (choiceOf(block) && !approves(block) && !remark.value.trim()) {
        complain(remark, words.no_remark, document.getElementById(`${block.dataset.decision}-title`).textContent);
      }
    }
    const some = problems.querySelector("ul").children.length > 0;
    problems.hidden = !some;
    if (some) problems.focus();
  }

  function answers() {
    const given = [];
    for (const controls of all()) {
      const kind = kindOf(controls);
      const text = textOf(controls);
      if (!kind || !text) continue;
      const answer = { question: controls.dataset.question, kind, text };
      if (controls.dataset.place) answer.place = controls.dataset.place;
      const remark = input(controls, "remark").value.trim();
      if (remark) answer.remark = remark;
      if (kind === "value" && listOf(controls)) answer.records = recordsOf(controls);
      given.push(answer);
    }
    for (const block of deciding()) {
      const text = choiceOf(block);
      const remark = remarkOf(block).value.trim();
      if (!text) continue;
      given.push({ question: block.dataset.decision, kind: "value", text, ...(remark ? { remark } : {}) });
    }
    return given;
  }

  function save() {
    const by = document.getElementById("by").value.trim();
    const on = document.getElementById("on").value;
    const capacity = document.getElementById("capacity")?.value.trim();
    const file = { muniment_answers: 1, questionnaire, by, on, ...(capacity ? { capacity } : {}), answers: answers() };
    const link = document.createElement("a");
    const name = (questionnaire.to || questionnaire.organisation).toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 40);
    link.download = `answers-${name || "muniment"}-${questionnaire.asked_on}.json`;
    link.href = URL.createObjectURL(new Blob([`${JSON.stringify(file, null, 1)}\n`], { type: "application/json" }));
    link.click();
    unsaved = false;
    said.textContent = put(words.saved, { file: link.download });
    // What is unfinished is saved with the rest; it is said, so that nobody sends it by mistake.
    check();
  }

  function fillDecision(answer) {
    const block = deciding().find((one) => one.dataset.decision === answer.question);
    const radio = [...block.querySelectorAll("input[type=radio]")].find((one) => one.value && one.value === answer.text);
    if (!radio) return 0;
    radio.checked = true;
    remarkOf(block).value = typeof answer.remark === "string" ? answer.remark : "";
    return 1;
  }

  function fill(answer) {
    if (decisions.has(answer.question)) return fillDecision(answer);
    const question = questions.get(answer.question);
    const place = typeof answer.place === "string" ? answer.place : "";
    if (!question || !["value", "unknown", "not_applicable"].includes(answer.kind) || typeof answer.text !== "string") return 0;
    let controls = document.querySelector(`.controls[data-question="${question.id}"][data-place=""]`);
    if (place) {
      const option = [...document.querySelectorAll(`select[data-alone="${question.id}"] option`)].find((one) => one.value === place);
      if (!option) return 0;
      controls = alone(question.id, place, option.textContent);
    }
    controls.querySelector(`input[type=radio][value="${answer.kind}"]`).checked = true;
    if (answer.kind === "value" && listOf(controls)) {
      setRecords(controls, answer.records);
      show(controls);
      return 1;
    }
    const item = input(controls, answer.kind === "value" ? "value" : "reason");
    if (item.tagName === "SELECT" && ![...item.options].some((one) => one.value === answer.text)) {
      item.add(new Option(answer.text));
    }
    item.value = answer.text;
    input(controls, "remark").value = typeof answer.remark === "string" ? answer.remark : "";
    show(controls);
    return 1;
  }

  async function open(file) {
    let raw;
    try {
      raw = JSON.parse(await file.text());
    } catch {
      raw = null;
    }
    if (!raw || raw.muniment_answers !== 1 || !Array.isArray(raw.answers)) {
      said.textContent = words.foreign;
      return;
    }
    const taken = raw.answers.filter((answer) => answer && typeof answer === "object").map(fill).reduce((a, b) => a + b, 0);
    if (typeof raw.by === "string" && raw.by) document.getElementById("by").value = raw.by;
    const capacity = document.getElementById("capacity");
    if (capacity && typeof raw.capacity === "string") capacity.value = raw.capacity;
    if (typeof raw.on === "string" && raw.on) document.getElementById("on").value = raw.on;
    said.textContent = taken || !raw.answers.length ? put(words.loaded, { count: taken }) : words.foreign;
    count();
  }

  for (const controls of all()) { listen(controls); show(controls); }
  for (const block of deciding()) listenTo(block);
  for (const chooser of document.querySelectorAll("select[data-alone]")) {
    chooser.addEventListener("change", () => {
      if (!chooser.value) return;
      const made = alone(chooser.dataset.alone, chooser.value, chooser.selectedOptions[0].textContent);
      chooser.value = "";
      made.querySelector("input[type=radio]").focus();
    });
  }
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  document.getElementById("on").value = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  document.getElementById("by").addEventListener("input", (event) => { unsaved = true; clear(event.target); });
  document.getElementById("opened").addEventListener("change", (event) => {
    if (event.target.files[0]) open(event.target.files[0]);
  });
  for (const button of document.querySelectorAll("[data-save]")) button.addEventListener("click", save);
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  count();
})();
