// What was asked in this sitting. It stays in this browser tab and is gone with it.

import { byId, el, replace } from "./dom.js";
import { questionHref } from "./place.js";
import { asOf } from "./text.js";

const NAME = "trich.history";
const LIMIT = 50;
const TURNS = 5; // earlier questions that a follow-up is understood by
const LONGEST = 2000; // UTF-16 units of an answer that is sent along
let entries = load();

/** Puts a response at the top; an earlier one of the same question gives way. A reply to a greeting is not kept. */
export function remember(response) {
  if (response.message) return;
  const entry = { question: response.question, understood: response.interpreted_as, answer: response.answer, as_of: response.as_of };
  entries = [entry].concat(entries.filter((other) => other.question !== entry.question)).slice(0, LIMIT);
  save();
}

/** Forgets one question: it is being asked anew, after all the others. */
export function forget(question) {
  entries = entries.filter((entry) => entry.question !== question);
}

/** What was asked before a question, oldest first, as POST /v1/ask takes it: {question, answer}. */
export function turnsBefore(question) {
  const at = entries.findIndex((entry) => entry.question === question);
  const turn = (entry) => ({ question: entry.understood || entry.question, answer: entry.answer ? entry.answer.slice(0, LONGEST) : null });
  return entries.slice(at + 1, at + 1 + TURNS).map(turn).reverse();
}

/** Shows the list, except the question that stands above it; `open(question)` asks one again. */
export function showHistory(current, open) {
  const box = byId("history");
  const shown = entries.filter((entry) => entry.question !== current);
  box.hidden = shown.length === 0;
  const clear = () => {
    entries = [];
    save();
    box.hidden = true;
    byId("question").focus();
  };
  replace(
    box,
    el("h2", { id: "history-heading" }, "Đã hỏi trong lần làm việc này"),
    el("ul", {}, shown.map((entry) => el("li", {}, link(entry, open), el("span", { class: "meta" }, outcome(entry))))),
    el("p", {}, el("button", { type: "button", class: "plain", onclick: clear }, "Xóa danh sách này"))
  );
}

function link(entry, open) {
  const onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab or window was meant
    event.preventDefault();
    open(entry.question);
  };
  return el("a", { href: questionHref(entry.question), onclick }, entry.question);
}

function outcome(entry) {
  return entry.answer === null ? "Không có trong tài liệu" : `${entry.answer} (${asOf(entry.as_of)})`;
}

function load() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(NAME) || "[]");
    return Array.isArray(kept) ? kept.filter((entry) => entry && typeof entry.question === "string") : [];
  } catch (error) {
    return [];
  }
}

function save() {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(entries));
  } catch (error) {
    // Storage is full or switched off: the list lives as long as the page.
  }
}
