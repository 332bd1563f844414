// The article beside the answer, with the quote in it marked and scrolled to.

import { call } from "./api.js";
import { announce, byId, el, errorBox, mayPass, replace, webAddress } from "./dom.js";
import { dateOf, number, utf16Index } from "./text.js";

let shown = ""; // what stands in the pane, as a string to compare
let opener = null; // the link that opened it, which gets the focus back
let waiting = null;
let scrolled = 0; // where the page stood when the article covered it

/** Shows the article of an address (place.js), or none for null; `close` leads away from it. */
export async function showArticle(place, close) {
  const wanted = place ? JSON.stringify(place) : "";
  if (wanted === shown) return;
  if (waiting) waiting.abort();
  waiting = null;
  if (!place) {
    shown = wanted;
    hide();
    return;
  }
  if (!shown) {
    opener = document.activeElement;
    scrolled = window.pageYOffset;
  }
  shown = wanted;
  const pane = byId("article");
  const top = bar(close);
  pane.hidden = false;
  document.body.classList.add("has-article");
  replace(pane, top, el("h2", { id: "article-heading", tabindex: "-1" }, "Đang mở tài liệu…"));
  pane.scrollTop = 0;
  byId("article-heading").focus();
  const controller = new AbortController();
  waiting = controller;
  try {
    const article = await call("GET", `v1/documents/${encodeURIComponent(place.id)}`, { signal: controller.signal, seconds: 60 });
    if (waiting !== controller) return;
    replace(pane, ...articleView(article, place, top));
    byId("article-heading").focus();
    toQuote();
    announce(`Đã mở: ${article.title}`);
  } catch (error) {
    if (waiting !== controller) return;
    const again = () => {
      shown = "";
      showArticle(place, close);
    };
    replace(pane, top, el("h2", { id: "article-heading", tabindex: "-1" }, "Không mở được tài liệu"), errorBox(error, mayPass(error) ? again : null));
  }
}

function hide() {
  const pane = byId("article");
  if (pane.hidden) return;
  pane.hidden = true;
  pane.textContent = "";
  document.body.classList.remove("has-article");
  window.scrollTo(0, scrolled);
  if (opener && document.contains(opener)) opener.focus();
  else byId("main").focus();
  opener = null;
}

function bar(close) {
  return el(
    "p",
    { class: "buttons no-print" },
    el("button", { type: "button", id: "article-close", onclick: close }, "Đóng"),
    el("button", { type: "button", id: "article-quote", onclick: () => toQuote(true), hidden: true }, "Đoạn trích"),
    el("button", { type: "button", onclick: printArticle }, "In")
  );
}

function printArticle() {
  document.body.classList.add("print-article");
  window.print();
  document.body.classList.remove("print-article");
}

function articleView(article, place, top) {
  const changed = place.sha !== "" && !article.text_sha256.startsWith(place.sha);
  const spans = place.quote && !changed ? spansOf(article.text, place) : null;
  top.querySelector("#article-quote").hidden = !spans;
  const address = webAddress(article.url);
  return [
    top,
    el("h2", { id: "article-heading", tabindex: "-1" }, article.title),
    el(
      "p",
      { class: "meta" },
      [article.source || "không rõ nguồn", article.author, dateOf(article), `${number(article.passages)} đoạn`].filter(Boolean).join(" · ")
    ),
    el("p", { class: "meta" }, "Tệp: ", article.origin, address && " · ", address && el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, "trang gốc")),
    changed && el("p", { class: "warning", role: "note" }, "Tài liệu đã có bản mới sau khi trả lời, nên không đánh dấu đoạn trích. Hãy hỏi lại để có trích dẫn theo bản mới."),
    place.quote && !changed && !spans && el("p", { class: "warning", role: "note" }, "Vị trí trích dẫn không khớp với tài liệu, nên không đánh dấu."),
    el("div", { class: "text" }, paragraphs(article.text, spans)),
  ];
}

/** The quote and the answer in UTF-16 units of the text; null if they do not lie in it. */
function spansOf(text, place) {
  const { quote, answer } = place;
  const end = utf16Index(text, quote.end);
  if (end === text.length && utf16Index(text, quote.end - 1) === end) return null; // runs over the end
  const inside = answer && answer.start >= quote.start && answer.end <= quote.end;
  return {
    quote: { start: utf16Index(text, quote.start), end },
    answer: inside ? { start: utf16Index(text, answer.start), end: utf16Index(text, answer.end) } : null,
  };
}

function paragraphs(text, spans) {
  const found = [];
  let start = 0;
  for (const line of text.split("\n")) {
    if (line) found.push(el("p", {}, pieces(text, start, start + line.length, spans)));
    start += line.length + 1;
  }
  return found;
}

/** The text between two offsets, cut where the quote and the answer begin and end. */
function pieces(text, start, end, spans) {
  if (!spans || spans.quote.end <= start || spans.quote.start >= end) return text.slice(start, end);
  const within = (offset) => Math.min(Math.max(offset, start), end);
  const [a, d] = [within(spans.quote.start), within(spans.quote.end)];
  const [b, c] = spans.answer ? [within(spans.answer.start), within(spans.answer.end)] : [d, d];
  return [
    text.slice(start, a),
    el("span", { class: "quote" }, text.slice(a, b), b < c && el("mark", {}, text.slice(b, c)), text.slice(c, d)),
    text.slice(d, end),
  ];
}

/** Brings the quote into view; with `focus` the keyboard and the screen reader go there too. */
function toQuote(focus) {
  const quote = document.querySelector("#article mark") || document.querySelector("#article .quote");
  if (!quote) return;
  quote.scrollIntoView({ block: "center" });
  if (focus) {
    quote.setAttribute("tabindex", "-1");
    quote.focus();
  }
}
