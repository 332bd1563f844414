// What is shown for the answer to a question: the answer, its proof, what speaks against it, and what to do with it.

import { announce, byId, copyText, el, webAddress } from "./dom.js";
import { feedback } from "./feedback.js";
import { articleHref } from "./place.js";
import { answerAsText, asOf, confidenceWords, cutQuote, moment, percent, sameWording, seconds, sourceLine } from "./text.js";

const TICKS = 10;
const LONG_ANSWER = 90; // UTF-16 units from which an answer is set smaller
const RELATIONS = {
  newer: "Mới hơn",
  older: "Cũ hơn",
  conflicts: "Khác nhau, cần đối chiếu",
};

const VERDICTS = {
  "có": "Có: câu trích nói đúng như vậy.",
  "không": "Không: câu trích nói khác.",
  "không rõ": "Không rõ có hay không: hãy đọc câu trích.",
};

/** The element for a response of POST /v1/ask, to which `asked_at`, a Date, may have been added. */
export function answerView(response) {
  if (!response.parts) return single(response, "");
  const cards = response.parts.map((part, k) => single(Object.assign({}, part, { asked_at: response.asked_at }), `-${k + 1}`));
  return el("div", {}, el("p", { class: "help parts-lead" }, `Câu hỏi gồm ${cards.length} ý, mỗi ý được trả lời riêng.`), cards);
}

/** One card; `mark` tells the ids of its parts from those of other cards. */
function single(response, mark) {
  if (response.message) return said(response, mark);
  return response.status === "answered" ? answered(response, mark) : unanswered(response, mark);
}

/** The response in a few sentences, for screen readers. */
export function answerInWords(response) {
  if (response.parts) return response.parts.map((part) => `${part.question} ${answerInWords(part)}`).join(" ");
  if (response.message) return response.message;
  if (response.status !== "answered") {
    const known = response.other_answers.map((other) => `${other.answer}, ${asOf(other.as_of)}.`).join(" ");
    return known ? `Không có cho thời gian được hỏi. Tài liệu có: ${known}` : "Không có trong tài liệu. Bên dưới là những đoạn gần nhất.";
  }
  const others = response.other_answers.length ? ` Có ${response.other_answers.length} câu trả lời khác, xem bên dưới.` : "";
  const verdict = response.verdict ? `${VERDICTS[response.verdict]} ` : "";
  return `${verdict}Trả lời: ${response.answer}, ${asOf(response.as_of)}. ${confidenceWords(response.confidence)}, ${percent(response.confidence)}%.${others}`;
}

/** A reply to what is no question: nothing to prove, nothing to judge. */
function said(response, mark) {
  const id = `answer-heading${mark}`;
  return el("article", { class: "card", "aria-labelledby": id }, questionLines(response, mark), headRow("Trích", el("h2", { id, class: "answer none" }, response.message)));
}

function answered(response, mark) {
  const [main, ...more] = response.citations;
  const others = response.other_answers;
  return el(
    "article",
    { class: "card", "aria-labelledby": `answer-heading${mark}` },
    questionLines(response, mark),
    headRow(
      "Trả lời",
      response.verdict && el("p", { class: "verdict" }, VERDICTS[response.verdict]),
      el("h2", { id: `answer-heading${mark}`, class: response.answer.length > LONG_ANSWER ? "answer long" : "answer" }, response.answer),
      el("p", { class: "as-of" }, asOf(response.as_of)),
      confidence(response.confidence),
      others.length > 0 && el("p", { class: "warning" }, warningOf(others), " ", el("a", { href: "#khac", onclick: (event) => toOthers(event, mark) }, "Xem bên dưới"))
    ),
    row("Nguyên văn", quoteView(main)),
    row("Nguồn", sourceView(main)),
    onScreen(row(null, actions(response))),
    more.length > 0 && row("Cũng nói vậy", more.map((citation) => el("div", { class: "other" }, quoteView(citation), sourceView(citation)))),
    others.length > 0 && othersView(others, mark),
    onScreen(row("Đúng không?", feedback(response))),
    tail(response)
  );
}

function unanswered(response, mark) {
  const close = response.citations;
  const others = response.other_answers;
  return el(
    "article",
    { class: "card", "aria-labelledby": `answer-heading${mark}` },
    questionLines(response, mark),
    headRow(
      "Trả lời",
      el("h2", { id: `answer-heading${mark}`, class: "answer none" }, others.length > 0 ? "Không có cho thời gian được hỏi" : "Không có trong tài liệu"),
      others.length > 0 && el("p", { class: "warning" }, "Tài liệu chỉ nói về thời gian khác. ", el("a", { href: "#khac", onclick: (event) => toOthers(event, mark) }, "Xem bên dưới")),
      el(
        "p",
        {},
        "Trích không tìm thấy câu nào trong kho trả lời đủ chắc, nên không trả lời thay vì đoán.",
        response.confidence > 0 && ` Khả năng gần nhất chỉ đạt ${percent(response.confidence)}%.`
      ),
      el("p", { class: "advice-lead" }, "Có thể thử:"),
      el(
        "ul",
        { class: "advice" },
        el("li", {}, "nêu rõ hơn tên cơ quan, địa danh, hội nghị hoặc năm;"),
        el("li", {}, "gõ có dấu, và mỗi lần hỏi một điều;"),
        el("li", {}, "xem ", el("a", { href: "#tai-lieu" }, "danh sách tài liệu"), " đã có văn bản cần hỏi chưa, nếu chưa thì thêm vào.")
      )
    ),
    others.length > 0 && othersView(others, mark),
    close.length > 0 &&
      row(
        close.length > 1 ? "Những đoạn gần nhất" : "Đoạn gần nhất",
        el("p", { class: "help" }, "Gần câu hỏi nhất trong kho, nhưng chưa trả lời được câu hỏi."),
        close.map((citation) => el("div", { class: "other" }, quoteView(citation, false), sourceView(citation, false)))
      ),
    onScreen(row("Đúng không?", feedback(response))),
    tail(response)
  );
}

function questionLines(response, mark) {
  const understood = response.interpreted_as;
  const asked = headRow("Câu hỏi", el("p", { class: "asked" }, response.question));
  if (!mark) asked.classList.add("print-only"); // on the screen it still stands in its field just above
  if (!understood || sameWording(understood, response.question)) return asked;
  return [asked, headRow("Được hiểu là", el("p", { class: "asked" }, understood))];
}

/** One line of the card: its name in the margin (a heading, for who goes from heading to heading), its content beside. */
function row(name, ...content) {
  return el("div", { class: "row" }, el(name ? "h3" : "p", { class: "name" }, name), el("div", { class: "content" }, content));
}

/** A row that is not printed. */
function onScreen(element) {
  element.classList.add("no-print");
  return element;
}

/** The same with a name that is no heading: it stands before or beside the heading of the whole card. */
function headRow(name, ...content) {
  return el("div", { class: "row" }, el("p", { class: "name" }, name), el("div", { class: "content" }, content));
}

function confidence(probability) {
  const value = percent(probability);
  const on = Math.max(1, Math.round((value / 100) * TICKS));
  const ticks = [];
  for (let k = 0; k < TICKS; k += 1) ticks.push(el("i", { class: k < on ? "on" : null }));
  return el(
    "div",
    { class: "confidence" },
    el("p", {}, el("b", {}, confidenceWords(probability)), ` · ${value}% `, el("span", { class: "ticks", "aria-hidden": "true" }, ticks)),
    el("p", { class: "help" }, `Cứ 100 lần chắc như thế này thì khoảng ${value} lần câu trích chứa lời giải.`)
  );
}

/** The quote with the answer in it marked, or without any mark. */
function quoteView(citation, marked = true) {
  const { before, answer, after } = cutQuote(citation);
  const inside = marked && answer ? [before, el("mark", {}, answer), after] : citation.quote;
  return el("blockquote", {}, el("p", {}, inside));
}

function sourceView(citation, marked = true) {
  return el(
    "div",
    { class: "source" },
    el("p", { class: "title" }, el("a", { href: articleHref(citation.document_id, citation, marked) }, citation.title)),
    el("p", { class: "meta" }, sourceLine(citation)),
    webAddress(citation.url) && el("p", { class: "meta print-only" }, citation.url)
  );
}

function actions(response) {
  const told = el("span", { class: "told", role: "status" });
  const copy = async () => {
    const copied = await copyText(answerAsText(response));
    told.textContent = copied ? "Đã chép vào bộ nhớ tạm." : "Trình duyệt không cho sao chép: hãy bôi đen rồi nhấn Ctrl + C.";
  };
  const citation = response.citations[0];
  return el(
    "p",
    { class: "buttons no-print" },
    el("a", { class: "button primary", href: articleHref(citation.document_id, citation) }, "Xem trong bài"),
    el("button", { type: "button", onclick: copy }, "Sao chép kèm trích dẫn"),
    el("button", { type: "button", onclick: printAnswer }, "In"),
    told
  );
}

/** Prints the answer alone, even while an article stands open beside it. */
function printAnswer() {
  document.body.classList.add("print-answer");
  window.print();
  document.body.classList.remove("print-answer");
}

function warningOf(others) {
  if (others.some((other) => other.relation === "conflicts")) return "Có tài liệu nói khác.";
  if (others.some((other) => other.relation === "newer")) return "Có số liệu mới hơn.";
  return "Có câu trả lời khác ở thời điểm trước.";
}

function toOthers(event, mark) {
  event.preventDefault(); // the address must keep saying which question is shown
  const heading = byId(`khac${mark}`);
  heading.scrollIntoView({ block: "start" });
  heading.focus();
  announce("Câu trả lời khác");
}

function othersView(others, mark) {
  return row(
    el("span", { id: `khac${mark}`, tabindex: "-1" }, "Câu trả lời khác"),
    others.map((other) =>
      el(
        "div",
        { class: "other" },
        el("p", { class: "other-head" }, el("span", { class: `tag ${other.relation}` }, RELATIONS[other.relation] || "Khác"), ` ${asOf(other.as_of)}`),
        el("p", { class: "other-answer" }, other.answer, el("span", { class: "meta" }, ` ${confidenceWords(other.confidence)} · ${percent(other.confidence)}%`)),
        quoteView(other.citation),
        sourceView(other.citation)
      )
    )
  );
}

function tail(response) {
  const asked = response.asked_at ? `Hỏi lúc ${moment(response.asked_at)} · ` : "";
  return el("p", { class: "tail" }, `${asked}trả lời trong ${seconds(response.took_ms)} · chỉ mục ${response.index_version}`);
}
