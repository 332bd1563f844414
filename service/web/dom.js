// Building the page. Everything from outside becomes a text node: titles and texts of documents are not to be trusted.

/** The element of the page with this id. */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * A new element: el("p", {class: "help"}, "Xin chào ", el("b", {}, "bạn")).
 * Names that start with "on" are listeners; null, undefined and false leave an attribute or a child out.
 */
export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes || {})) {
    const value = attributes[name];
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  fill(element, children);
  return element;
}

/** Puts children behind those that an element has; strings become text, arrays are opened, nothing is left out. */
export function fill(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) fill(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Makes these children all that an element holds. */
export function replace(element, ...children) {
  element.textContent = "";
  fill(element, children);
}

/** Says something to screen readers. The same words twice are said twice. */
export function announce(words) {
  const live = byId("live");
  live.textContent = live.textContent === words ? `${words}\u00a0` : words;
}

/** An alert with what went wrong and, where it helps, a way to try again. */
export function errorBox(error, retry) {
  return el(
    "div",
    { class: "problem", role: "alert" },
    el("h2", {}, error.title || "Có lỗi"),
    el("p", {}, error.message),
    retry && el("p", { class: "no-print" }, el("button", { type: "button", onclick: retry }, "Thử lại"))
  );
}

/** Whether an error may be gone at the next try: no connection, a busy server, a key that was not given yet. */
export function mayPass(error) {
  return error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500;
}

/** The address if it is one of the web, otherwise null: a document may name "javascript:…" as its address. */
export function webAddress(address) {
  return typeof address === "string" && /^https?:\/\//i.test(address) ? address : null;
}

/** Copies text; also where the page is not served over HTTPS and browsers offer no clipboard. */
export async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      // Refused by a policy: the old way below may still be open.
    }
  }
  const before = document.activeElement;
  const area = el("textarea", { class: "unseen", "aria-hidden": "true", tabindex: "-1" });
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (before) before.focus();
  return copied;
}
