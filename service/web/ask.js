// The first tab: a question and what comes of it.

import { answerInWords, answerView } from "./answer.js";
import { call } from "./api.js";
import { announce, byId, el, errorBox, mayPass, replace } from "./dom.js";
import { forget, remember, showHistory, turnsBefore } from "./history.js";
import { articleHref, questionHref } from "./place.js";

const PATIENCE = 60; // seconds that an answer may take
const LONGEST = 4000; // UTF-16 units of a question that still fit an address; the server's own limit is lower
const HINTS = 6;
const PHONE = "(max-width: 47em)";

const known = new Map(); // question → response, so that Back does not ask again
let shown = null; // the question on the page
let waiting = null; // the AbortController of the request under way

/** Connects the form; `changed` is called after the address was changed. */
export function startAsking(changed) {
  const field = byId("question");
  const submit = () => {
    const question = field.value.trim();
    if (!question) {
      announce("Câu hỏi đang trống.");
      field.focus();
      return;
    }
    if (question.length > LONGEST) {
      const error = { title: "Câu hỏi quá dài", message: "Hãy rút gọn, chỉ giữ điều cần hỏi." };
      replace(byId("result"), errorBox(error, null));
      return;
    }
    known.delete(question);
    forget(question);
    shown = null;
    go(question, changed);
  };
  byId("ask-form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("keydown", (event) => {
    // 229: the key belongs to an input method that is still composing a letter.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", () => fit(field));
  window.addEventListener("resize", () => fit(field));
  openQuestion = (question) => go(question, changed);
}

let openQuestion = () => undefined;

function go(question, changed) {
  const href = questionHref(question);
  const same = new URLSearchParams(location.search).get("q") === question;
  if (same) history.replaceState(null, "", href);
  else history.pushState(null, "", href);
  changed();
}

/** Shows a question with its answer, asking for it where it is not known; "" shows the start. */
export function showQuestion(question) {
  if (question === shown) return;
  shown = question;
  if (waiting) waiting.abort();
  waiting = null;
  const field = byId("question");
  if (field.value.trim() !== question) field.value = question;
  fit(field);
  byId("lead").hidden = question !== "";
  if (!question) {
    byId("result").textContent = "";
    byId("result").removeAttribute("aria-busy");
    showHistory("", openQuestion);
    byId("hints").hidden = byId("hints").childNodes.length === 0;
    return;
  }
  byId("hints").hidden = true;
  if (known.has(question)) showAnswer(known.get(question));
  else ask(question);
}

/** Forgets the answers at hand: the documents have changed. What is shown stays. */
export function forgetAnswers() {
  known.clear();
}

async function ask(question) {
  const result = byId("result");
  const controller = new AbortController();
  waiting = controller;
  result.setAttribute("aria-busy", "true");
  replace(result, el("p", { class: "waiting" }, "Đang tìm trong tài liệu…"));
  announce("Đang tìm trong tài liệu…");
  if (window.matchMedia(PHONE).matches) byId("question").blur(); // the keyboard would hide the answer
  try {
    const response = await call("POST", "v1/ask", { body: { question, history: turnsBefore(question) }, signal: controller.signal, seconds: PATIENCE });
    if (waiting !== controller) return;
    response.asked_at = new Date();
    known.set(question, response);
    remember(response);
    showAnswer(response);
    announce(answerInWords(response));
  } catch (error) {
    if (waiting !== controller) return;
    result.removeAttribute("aria-busy");
    replace(result, errorBox(error, mayPass(error) ? () => ask(question) : null));
    showHistory(question, openQuestion);
  }
}

function showAnswer(response) {
  const result = byId("result");
  result.removeAttribute("aria-busy");
  replace(result, answerView(response));
  showHistory(response.question, openQuestion);
}

/** Makes the field as high as what is typed in it. */
function fit(field) {
  field.style.height = "auto";
  if (field.scrollHeight) field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

/** Tells at the start what the documents are about, by their own titles. */
export async function showHints() {
  const box = byId("hints");
  let page;
  try {
    page = await call("GET", `v1/documents?limit=${HINTS}&offset=0`, { seconds: PATIENCE });
  } catch (error) {
    return; // a hint is not worth a message: asking itself will tell what is wrong
  }
  replace(
    box,
    el("h2", { id: "hints-heading" }, page.total ? "Trong kho đang có" : "Kho chưa có tài liệu nào"),
    page.total > 0 && el("ul", {}, page.documents.map((item) => el("li", {}, el("a", { href: articleHref(item.id) }, item.title)))),
    el("p", {}, el("a", { href: "#tai-lieu" }, page.total ? `Xem cả ${page.total} tài liệu` : "Thêm tài liệu"))
  );
  box.hidden = shown !== "";
}
