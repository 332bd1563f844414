// Talking to the server: one function, one kind of error, and the API key where the server wants one.

import { askForKey } from "./dialog.js";

const KEY = "trich.key"; // kept for this sitting only
let unstored = ""; // where the browser keeps no storage the key lives as long as the page
let entering = null; // the prompt for a key that several requests may be waiting for

/** A request that failed. `title` and `message` are for people, `status` is 0 where no answer came. */
export class RequestFailed extends Error {
  constructor(status, title, message, code) {
    super(message);
    this.status = status;
    this.title = title;
    this.code = code || "";
  }
}

/** Whether a key is remembered. */
export function hasKey() {
  return readKey() !== "";
}

/** Forgets the key. */
export function forgetKey() {
  unstored = "";
  try {
    sessionStorage.removeItem(KEY);
  } catch (error) {
    // Storage is switched off: there is nothing to forget.
  }
}

/**
 * Sends a request and gives what the answer holds (null for an empty one). `body` goes as JSON, `form` as it is;
 * `seconds` limits the wait. Throws RequestFailed, or an AbortError if `signal` says so.
 */
export async function call(method, path, { body, form, signal, seconds } = {}) {
  let refused = false;
  for (;;) {
    const key = readKey();
    const response = await send(method, path, { body, form, signal, seconds, key });
    if (response.status !== 401) return read(response);
    const failure = await failureOf(response);
    refused = refused || key !== "";
    if (readKey() !== key) continue; // another request was given a key meanwhile
    if (!(await newKey(refused))) throw failure;
    refused = true;
  }
}

async function send(method, path, { body, form, signal, seconds, key }) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers.Authorization = `Bearer ${asBytes(key)}`;
  const stop = new AbortController();
  let late = false;
  const onAbort = () => stop.abort();
  if (signal) signal.addEventListener("abort", onAbort);
  const timer = seconds && setTimeout(() => { late = true; stop.abort(); }, seconds * 1000);
  try {
    return await fetch(path, {
      method,
      headers,
      body: form || (body === undefined ? undefined : JSON.stringify(body)),
      credentials: "same-origin", // Firefox 60 leaves cookies out otherwise
      cache: "no-store",
      signal: stop.signal,
    });
  } catch (error) {
    if (late) throw new RequestFailed(0, "Máy chủ trả lời quá lâu", `Đã chờ ${seconds} giây mà chưa có kết quả: hãy thử lại sau ít phút.`, "timeout");
    if (error.name === "AbortError") throw error;
    throw new RequestFailed(
      0,
      "Không kết nối được với máy chủ",
      "Hãy kiểm tra mạng nội bộ, hoặc báo người quản trị xem máy chủ Trích còn chạy không.",
      "network"
    );
  } finally {
    clearTimeout(timer);
    if (signal) signal.removeEventListener("abort", onAbort);
  }
}

/** Text as a header carries it, a character for each byte of its UTF-8: "bà" → "bÃ\u00a0". (TextEncoder came to Edge only with version 79.) */
function asBytes(text) {
  return encodeURIComponent(text).replace(/%(..)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

async function read(response) {
  if (!response.ok) throw await failureOf(response);
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new RequestFailed(response.status, "Câu trả lời của máy chủ bị hỏng", "Kết nối có thể bị ngắt giữa chừng: hãy thử lại.", "broken");
  }
}

/** The error of a response: a problem document (RFC 9457), or whatever a proxy on the way has put in its place. */
async function failureOf(response) {
  let problem = {};
  try {
    problem = (await response.json()) || {};
  } catch (error) {
    // Not JSON: the status alone has to tell.
  }
  return new RequestFailed(
    response.status,
    typeof problem.title === "string" ? problem.title : "Máy chủ báo lỗi",
    typeof problem.detail === "string" ? problem.detail : `Máy chủ báo lỗi ${response.status}: hãy thử lại hoặc báo người quản trị.`,
    problem.code
  );
}

/** Asks for a key, once for all that wait; false if the person gives none. */
function newKey(refused) {
  if (!entering) {
    entering = askForKey(refused).then((key) => {
      entering = null;
      if (key) keepKey(key);
      return Boolean(key);
    });
  }
  return entering;
}

function readKey() {
  try {
    return sessionStorage.getItem(KEY) || unstored;
  } catch (error) {
    return unstored;
  }
}

function keepKey(key) {
  try {
    sessionStorage.setItem(KEY, key);
  } catch (error) {
    unstored = key;
  }
  document.dispatchEvent(new CustomEvent("trich-key"));
}
