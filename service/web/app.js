// The start: connects the parts, and shows what the address says whenever it changes.
//
//   place.js      what the address says            text.js      offsets, dates, words
//   ask.js        the question tab                 dom.js       building elements, safely
//   answer.js     one answer · feedback.js         dialog.js    modal questions
//   article.js    an article with its quote        api.js       the server, errors, the key
//   documents.js  the documents tab · upload.js    history.js   what was asked in this sitting

import { call, forgetKey, hasKey } from "./api.js";
import { showArticle } from "./article.js";
import { forgetAnswers, showHints, showQuestion, startAsking } from "./ask.js";
import { showDocuments, startDocuments } from "./documents.js";
import { byId } from "./dom.js";
import { here } from "./place.js";
import { number } from "./text.js";
import { startUpload } from "./upload.js";

const TABS = { hoi: "ask", "tai-lieu": "documents" };
let tab = "";

function show() {
  const place = here();
  const first = tab === "";
  if (place.tab !== tab) {
    tab = place.tab;
    for (const name of Object.keys(TABS)) {
      const open = name === tab;
      byId(`view-${TABS[name]}`).hidden = !open;
      if (open) byId(`tab-${TABS[name]}`).setAttribute("aria-current", "page");
      else byId(`tab-${TABS[name]}`).removeAttribute("aria-current");
    }
    if (tab === "tai-lieu") showDocuments();
    // On a phone the field would call up the keyboard; a link to an article has its own place for the focus.
    if (!first && !place.article) byId(`${TABS[tab]}-heading`).focus();
  }
  showQuestion(place.question);
  showArticle(place.article, closeArticle);
  document.title = titleOf(place);
}

function titleOf(place) {
  if (place.tab === "tai-lieu") return "Tài liệu · Trích";
  return place.question ? `${place.question} · Trích` : "Trích: hỏi đáp có trích dẫn";
}

function closeArticle() {
  history.pushState(null, "", `${location.search || location.pathname}#${here().tab}`);
  show();
}

async function showStats() {
  byId("forget-key").hidden = !hasKey();
  try {
    const stats = await call("GET", "v1/stats", { seconds: 60 });
    const copies = stats.documents - stats.distinct_documents;
    byId("stats").textContent = [
      `${number(stats.documents)} tài liệu${copies > 0 ? ` (${number(copies)} bản đăng lại)` : ""}`,
      `${number(stats.passages)} đoạn`,
      `chỉ mục ${stats.index_version}`,
    ].join(" · ");
  } catch (error) {
    byId("stats").textContent = "";
  }
}

function start() {
  if (!window.AbortController) {
    // Knows modules, so that old.js was not run, but not how to stop a request: no question could be asked.
    byId("old-browser").hidden = false;
    return;
  }
  startAsking(show);
  startDocuments(() => {
    forgetAnswers();
    showStats();
    showHints();
  });
  startUpload();
  window.addEventListener("popstate", show);
  window.addEventListener("hashchange", show); // after popstate; what already stands there is left alone
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault(); // its target must not become part of the address
    byId("main").focus();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.key === "Escape" || event.key === "Esc") && here().article) closeArticle();
  });
  document.addEventListener("trich-key", () => {
    byId("forget-key").hidden = false;
  });
  byId("forget-key").addEventListener("click", () => {
    forgetKey();
    byId("forget-key").hidden = true;
    byId("main").focus();
  });
  show();
  showStats();
  showHints();
  if (!here().question && here().tab === "hoi" && !here().article && window.matchMedia("(min-width: 47em)").matches) {
    byId("question").focus();
  }
}

start();
