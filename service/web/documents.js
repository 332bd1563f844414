// The second tab: what is in the library. The list is loaded whole, page by page, and filtered here.

import { call } from "./api.js";
import { announce, byId, el, errorBox, mayPass, replace } from "./dom.js";
import { confirm } from "./dialog.js";
import { articleHref } from "./place.js";
import { dateOf, fold, number } from "./text.js";

const PAGE = 500; // documents in one request
const STEP = 100; // documents put on the page at a time

let documents = null; // all of them once loaded
let limit = STEP;
let loading = null;
let changed = () => undefined;

/** Connects filter and order; `onchange` is called after documents came or went. */
export function startDocuments(onchange) {
  changed = onchange;
  byId("filter-form").addEventListener("submit", (event) => event.preventDefault());
  for (const [id, name] of [["filter", "input"], ["order", "change"]]) {
    byId(id).addEventListener(name, () => {
      limit = STEP;
      draw();
    });
  }
}

/** Loads the list if it is not at hand. */
export async function showDocuments() {
  if (documents || loading) return;
  const end = byId("documents-end");
  replace(end, el("p", { class: "waiting" }, "Đang tải danh sách…"));
  try {
    loading = loadAll();
    documents = await loading;
    end.textContent = "";
    draw();
  } catch (error) {
    replace(end, errorBox(error, mayPass(error) ? showDocuments : null));
  } finally {
    loading = null;
  }
}

/** Loads the list again, after an upload. */
export async function reloadDocuments() {
  documents = null;
  loading = null;
  await showDocuments();
  changed();
}

async function loadAll() {
  const found = [];
  for (;;) {
    const page = await call("GET", `v1/documents?limit=${PAGE}&offset=${found.length}`, { seconds: 60 });
    found.push(...page.documents);
    if (found.length >= page.total || page.documents.length === 0) return found;
  }
}

function draw() {
  if (!documents) return;
  const words = fold(byId("filter").value).split(/\s+/).filter(Boolean);
  const found = documents.filter((item) => {
    const hay = fold([item.title, item.source, item.origin, item.author, dateOf(item)].filter(Boolean).join(" "));
    return words.every((word) => hay.includes(word));
  });
  found.sort(ORDERS[byId("order").value]);
  const groups = new Map();
  for (const item of documents) groups.set(item.duplicate_group, (groups.get(item.duplicate_group) || 0) + 1);
  replace(byId("documents-list"), found.slice(0, limit).map((item) => line(item, groups.get(item.duplicate_group))));
  byId("documents-count").textContent = counted(found.length);
  const more = () => {
    const next = limit;
    limit += STEP;
    draw();
    byId("documents-list").children[next].querySelector("a").focus();
  };
  replace(byId("documents-end"), found.length > limit && el("button", { type: "button", onclick: more }, `Hiện thêm (còn ${number(found.length - limit)})`));
}

const byTitle = (a, b) => a.title.localeCompare(b.title, "vi") || (a.id < b.id ? -1 : 1);
const ORDERS = {
  // What has no date goes by the last year that it speaks of.
  date: (a, b) => compare(dateKey(b), dateKey(a)) || byTitle(a, b),
  added: (a, b) => compare(b.added_at || "", a.added_at || "") || byTitle(a, b),
  title: byTitle,
};

function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function dateKey(item) {
  return item.published || (item.period ? String(item.period.last) : "");
}

function counted(found) {
  if (documents.length === 0) return "Kho chưa có tài liệu nào: hãy thêm tệp ở khung bên trên.";
  if (found === 0) return `Không tài liệu nào trong ${number(documents.length)} tài liệu khớp với từ lọc.`;
  return found === documents.length ? `${number(found)} tài liệu` : `${number(found)} trong ${number(documents.length)} tài liệu`;
}

function line(item, copies) {
  const remove = el("button", { type: "button", class: "plain", "aria-label": `Xóa tài liệu: ${item.title}`, onclick: () => removeDocument(item, remove) }, "Xóa");
  return el(
    "li",
    {},
    el(
      "div",
      { class: "what" },
      el("p", { class: "title" }, el("a", { href: articleHref(item.id) }, item.title)),
      el(
        "p",
        { class: "meta" },
        [item.source || "không rõ nguồn", item.origin].join(" · "),
        item.part > 0 && " · tin kèm trong cùng tệp",
        copies > 1 && el("span", { class: "tag" }, `${copies} bản đăng lại`)
      )
    ),
    el("p", { class: "when" }, dateOf(item)),
    el("p", { class: "size" }, `${number(item.passages)} đoạn`),
    el("p", { class: "do" }, remove)
  );
}

async function removeDocument(item, button) {
  const sure = await confirm("Xóa tài liệu này?", `“${item.title}” sẽ không còn được dùng để trả lời. Tệp gốc trên máy của bạn không bị ảnh hưởng.`, "Xóa tài liệu");
  if (!sure) return;
  const row = button.closest("li");
  const place = Array.from(row.parentNode.children).indexOf(row);
  button.disabled = true;
  try {
    await call("DELETE", `v1/documents/${encodeURIComponent(item.id)}`, { seconds: 60 });
  } catch (error) {
    if (error.status !== 404) {
      button.disabled = false;
      row.append(errorBox(error, null));
      return;
    }
    // Somebody else removed it meanwhile: what was wanted is done.
  }
  if (documents) documents = documents.filter((other) => other.id !== item.id);
  draw();
  const rows = byId("documents-list").children;
  const next = rows[Math.min(place, rows.length - 1)];
  (next ? next.querySelector("a") : byId("filter")).focus();
  announce(`Đã xóa: ${item.title}`);
  changed();
}
