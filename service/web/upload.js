// Adding documents: by the file dialog or by dropping files; what became of each file is told one by one.

import { call } from "./api.js";
import { reloadDocuments } from "./documents.js";
import { announce, byId, el, errorBox, mayPass, replace } from "./dom.js";
import { articleHref } from "./place.js";
import { day, number } from "./text.js";

const STATUS = { added: "Đã thêm", updated: "Đã cập nhật", unchanged: "Không đổi", refused: "Không nhận", removed: "Đã gỡ" };
const FILES = 200; // in one request; the server takes 1,000 (docs/api.md)
const BYTES = 16 * 1024 * 1024; // in one request, if more than one file is in it; a server or a proxy that takes less is sent less
const AROUND = 1024; // bytes that a request has for each file beside its content, at most
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

/** Sends files, in as many requests as it takes; `report` is what became of those before them. */
async function upload(files, report = { files: 0, added: 0, updated: 0, unchanged: 0, refused: 0, removed: 0, results: [] }) {
  const result = byId("upload-result");
  if (files.length === 0) return;
  if (busy) {
    announce("Đang nạp các tệp trước, hãy chờ xong.");
    return;
  }
  busy = true;
  const total = report.files + files.length;
  let left = byName(files);
  let most = BYTES;
  try {
    while (left.length > 0) {
      showProgress(report.files, total);
      const batch = left.slice(0, fitting(left, most));
      try {
        add(report, batch, await send(batch));
      } catch (error) {
        const half = weight(batch) / 2;
        if (error.status === 413 && fitting(left, half) < batch.length) {
          most = half;
          continue;
        }
        // What is wrong with these files stops the others no more than a file that is refused among them.
        if ((error.status !== 413 && error.status !== 422) || batch.length === total) throw error;
        add(report, batch, refusal(batch, error));
      }
      left = left.slice(batch.length);
    }
    replace(result, told(report));
    announce(summaryWords(report));
  } catch (error) {
    replace(result, errorBox(error, mayPass(error) ? () => upload(left, report) : null), report.files > 0 && told(report));
  }
  try {
    if (report.added + report.updated + report.removed > 0) await reloadDocuments();
  } finally {
    busy = false;
  }
}

function send(batch) {
  const form = new FormData();
  for (const file of batch) form.append("files", file, file.name);
  return call("POST", "v1/documents", { form });
}

function showProgress(done, total) {
  const so = done > 0 ? ` Đã xong ${number(done)}.` : "";
  const words = `Đang đọc ${number(total)} tệp và lập chỉ mục…${so} Tệp dài có thể mất vài phút.`;
  replace(byId("upload-result"), el("p", { class: "waiting" }, words));
  announce(words);
}

/** The files in their order, but those of one name together: sent apart, each would take the place of the one before. */
function byName(files) {
  const named = new Map();
  for (const file of files) named.set(file.name, (named.get(file.name) || []).concat(file));
  const ordered = [];
  for (const same of named.values()) ordered.push(...same);
  return ordered;
}

/** How many of the first files go into one request of `most` bytes: those of one name all or none, and one name at least. */
function fitting(files, most) {
  let count = 0;
  let bytes = 0;
  while (count < files.length) {
    let end = count + 1;
    while (end < files.length && files[end].name === files[count].name) end += 1;
    bytes += weight(files.slice(count, end));
    if (count > 0 && (end > FILES || bytes > most)) break;
    count = end;
  }
  return count;
}

/** The bytes that files take up in a request. */
function weight(files) {
  return files.reduce((bytes, file) => bytes + file.size + AROUND, 0);
}

function add(report, batch, response) {
  for (const count of ["added", "updated", "unchanged", "refused", "removed"]) report[count] += response[count];
  report.results = report.results.concat(response.results);
  report.files += batch.length;
}

/** A request that was refused as a whole, as if it had been answered. The server names five files of many. */
function refusal(batch, error) {
  const origin = batch.length === 1 ? batch[0].name : `${number(batch.length)} tệp`;
  const reason = error.message.replace(`${origin}: `, "") + (batch.length > 5 ? " …" : "");
  return { added: 0, updated: 0, unchanged: 0, refused: batch.length, removed: 0, results: [{ origin, status: "refused", reason, documents: [] }] };
}

function told(report) {
  return [el("p", {}, el("b", {}, summaryWords(report))), el("ul", { class: "outcomes" }, report.results.map(outcome))];
}

function summaryWords(report) {
  const counts = [
    [report.added, "thêm"],
    [report.updated, "cập nhật"],
    [report.unchanged, "không đổi"],
    [report.refused, "không nhận"],
    [report.removed, "đã gỡ"],
  ];
  return `Kết quả: ${counts.filter(([count]) => count > 0).map(([count, word]) => `${number(count)} ${word}`).join(", ") || "không có tệp nào"}.`;
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
