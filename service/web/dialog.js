// Small modal dialogs: a question with buttons. (<dialog> came to Firefox only with version 98.)

import { el } from "./dom.js";

let running = Promise.resolve(); // one dialog at a time: the next waits

/** Asks whether to go on; resolves to true or false. The safe button has the focus. */
export function confirm(title, text, action) {
  return inTurn(
    () =>
      new Promise((resolve) => {
        const cancel = el("button", { type: "button" }, "Không");
        const go = el("button", { type: "submit", class: "danger" }, action);
        open(title, [el("p", {}, text)], [go, cancel], cancel, (done) => ({
          submit: () => done(() => resolve(true)),
          cancel: () => done(() => resolve(false)),
        }));
      })
  );
}

/** Asks for the API key; resolves to it, or to null. `refused`: one was given that the server does not take. */
export function askForKey(refused) {
  return inTurn(
    () =>
      new Promise((resolve) => {
        const input = el("input", { type: "password", id: "key", autocomplete: "off", "aria-describedby": "key-fault", required: true });
        const fault = el("p", { id: "key-fault", class: "fault", role: "alert" }, refused ? "Khóa vừa dùng không được chấp nhận." : "");
        const cancel = el("button", { type: "button" }, "Để sau");
        const go = el("button", { type: "submit", class: "primary" }, "Dùng khóa này");
        const content = [
          el("p", {}, "Máy chủ chỉ trả lời người có khóa truy cập. Hãy nhập khóa do người quản trị cấp; khóa được giữ đến khi đóng thẻ trình duyệt này."),
          el("p", {}, el("label", { for: "key" }, "Khóa truy cập"), input),
          fault,
        ];
        open("Cần khóa truy cập", content, [go, cancel], input, (done) => ({
          submit: () => {
            const key = input.value.trim();
            // Control characters and halves of surrogate pairs cannot travel in a header: fetch would throw.
            if (key && !/[\u0000-\u001f\u007f\ud800-\udfff]/u.test(key)) done(() => resolve(key));
            else fault.textContent = key ? "Khóa có ký tự hỏng hoặc ký tự điều khiển: hãy gõ lại." : "Hãy nhập khóa.";
          },
          cancel: () => done(() => resolve(null)),
        }));
      })
  );
}

function inTurn(start) {
  const result = running.then(start);
  running = result.catch(() => undefined);
  return result;
}

/** Shows a dialog; `handlers` is given what closes it and returns what submit and cancel do. */
function open(title, content, buttons, focused, handlers) {
  const before = document.activeElement;
  const form = el("form", { novalidate: true }, el("h2", { id: "dialog-title" }, title), content, el("p", { class: "buttons" }, buttons));
  const box = el("div", { class: "dialog", role: "dialog", "aria-modal": "true", "aria-labelledby": "dialog-title" }, form);
  const veil = el("div", { class: "veil" }, box);
  const done = (then) => {
    veil.remove();
    document.body.classList.remove("has-dialog");
    if (before && document.contains(before)) before.focus();
    then();
  };
  const { submit, cancel } = handlers(done);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  buttons[1].addEventListener("click", cancel);
  veil.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Esc") {
      event.stopPropagation();
      cancel();
    } else if (event.key === "Tab") {
      keepInside(form, event);
    }
  });
  document.body.append(veil);
  document.body.classList.add("has-dialog");
  focused.focus();
}

function keepInside(form, event) {
  const stops = form.querySelectorAll("input, button");
  const first = stops[0];
  const last = stops[stops.length - 1];
  if (event.shiftKey && document.activeElement === first) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
}
