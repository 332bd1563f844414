// "Was this right?": two buttons, and for a wrong answer a line for what it should have been.

import { call } from "./api.js";
import { el, errorBox, mayPass, replace } from "./dom.js";

/** The element that asks about a response and sends what is said. */
export function feedback(response) {
  const box = el("div", { class: "feedback" });
  const isAnswer = response.status === "answered";
  const send = async (verdict, correction) => {
    const first = response.citations[0];
    const said = {
      answer_id: response.id,
      question: response.question,
      verdict,
      answer: response.answer,
      document_id: first ? first.document_id : null,
    };
    if (first) said.text_sha256 = first.text_sha256;
    if (first && isAnswer) Object.assign(said, { answer_start: first.answer_start, answer_end: first.answer_end });
    if (correction) said.correction = correction;
    try {
      await call("POST", "v1/feedback", { body: said, seconds: 30 });
      tell("Đã ghi nhận, cảm ơn.");
    } catch (error) {
      replace(box, errorBox(error, mayPass(error) ? () => send(verdict, correction) : null));
    }
  };
  const tell = (words) => {
    const told = el("p", { tabindex: "-1", role: "status" }, words);
    replace(box, told);
    told.focus(); // the button that had the focus is gone
  };
  const ask = () => {
    const field = el("input", { type: "text", id: "correction", maxlength: "5000", autocomplete: "off" });
    const onsubmit = (event) => {
      event.preventDefault();
      send("wrong", field.value.trim());
    };
    const label = isAnswer ? "Câu trả lời đúng là (không bắt buộc)" : "Câu trả lời có trong tài liệu là (không bắt buộc)";
    replace(
      box,
      el(
        "form",
        { onsubmit },
        el("p", {}, el("label", { for: "correction" }, label), field),
        el("p", { class: "buttons" }, el("button", { type: "submit" }, "Gửi"), el("button", { type: "button", onclick: start }, "Thôi"))
      )
    );
    field.focus();
  };
  const start = () => {
    const right = el("button", { type: "button", onclick: () => send("right") }, isAnswer ? "Đúng" : "Đúng, tài liệu không nói");
    replace(box, el("p", { class: "buttons" }, right, el("button", { type: "button", onclick: ask }, isAnswer ? "Sai" : "Sai, tài liệu có nói")));
    if (document.activeElement === document.body && start.again) right.focus();
    start.again = true;
  };
  start();
  return box;
}
