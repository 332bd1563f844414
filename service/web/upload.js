// Adding documents: by the file dialog or by dropping files; what became of each file is told one by one.

import { call } from "./api.js";
import { reloadDocuments } from "./documents.js";
import { announce, byId, el, errorBox, mayPass, replace } from "./dom.js";
import { articleHref } from "./place.js";
import { day, number } from "./text.js";

const STATUS = { added: "Đã thêm", updated: "Đã cập nhật", unchanged: "Không đổi", refused: "Không nhận", removed: "Đã gỡ" };
let busy = false;

/** Connects the upload box. */
export function startUpload() {
  const input = byId("files");
  const box = byId("upload");
  input.addEventListener("change", () => {
    const files = Array.from(input.files);
    input.value = ""; // so that the same file can be chosen again after it was corrected
    upload(files);
  });
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("over");
  });
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    upload(Array.from(event.dataTransfer.files));
  });
  // A file dropped beside the box must not replace the page.
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
}

async function upload(files) {
  const result = byId("upload-result");
  if (files.length === 0) return;
  if (busy) {
    announce("Đang nạp các tệp trước, hãy chờ xong.");
    return;
  }
  busy = true;
  const words = `Đang đọc ${number(files.length)} tệp và lập chỉ mục… Tệp dài có thể mất vài phút.`;
  replace(result, el("p", { class: "waiting" }, words));
  announce(words);
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  try {
    const response = await call("POST", "v1/documents", { form });
    replace(result, summary(response), el("ul", { class: "outcomes" }, response.results.map(outcome)));
    announce(summaryWords(response));
    if (response.added + response.updated + response.removed > 0) await reloadDocuments();
  } catch (error) {
    replace(result, errorBox(error, mayPass(error) ? () => upload(files) : null));
  } finally {
    busy = false;
  }
}

function summaryWords(response) {
  const counts = [
    [response.added, "thêm"],
    [response.updated, "cập nhật"],
    [response.unchanged, "không đổi"],
    [response.refused, "không nhận"],
    [response.removed, "đã gỡ"],
  ];
  return `Kết quả: ${counts.filter(([count]) => count > 0).map(([count, word]) => `${number(count)} ${word}`).join(", ") || "không có tệp nào"}.`;
}

function summary(response) {
  return el("p", {}, el("b", {}, summaryWords(response)));
}

function outcome(result) {
  return el(
    "li",
    {},
    el("span", { class: `tag ${result.status}` }, STATUS[result.status] || result.status),
    " ",
    el("b", {}, result.origin),
    result.reason && el("span", {}, `: ${result.reason}`),
    result.documents.length > 0 &&
      el(
        "ul",
        {},
        result.documents.map((item) =>
          el("li", {}, el("a", { href: articleHref(item.id) }, item.title), el("span", { class: "meta" }, item.published ? ` ${day(item.published)}` : " không rõ ngày"))
        )
      )
  );
}
