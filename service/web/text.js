// Offsets, dates, numbers and words. The API counts Unicode code points, JavaScript counts UTF-16 units.

/** The UTF-16 index of a code point offset: utf16Index("😀ab", 2) → 3. Beyond the end it is the length. */
export function utf16Index(text, offset) {
  let index = 0;
  for (let point = 0; point < offset && index < text.length; point += 1) {
    const unit = text.charCodeAt(index);
    const next = text.charCodeAt(index + 1); // NaN at the end
    index += unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
  }
  return index;
}

/** text[start:end] as Python means it: by code points. */
export function slicePoints(text, start, end) {
  return text.slice(utf16Index(text, start), utf16Index(text, end));
}

/** How many code points a text has. */
export function countPoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/**
 * A quote cut at its answer: {before, answer, after}. The answer is empty where the citation does not hold one,
 * so that nothing is ever marked that the offsets do not prove.
 */
export function cutQuote(citation) {
  const { quote, start, end } = citation;
  const from = citation.answer_start - start;
  const to = citation.answer_end - start;
  if (!(from >= 0 && to > from && to <= end - start) || countPoints(quote) !== end - start) {
    return { before: quote, answer: "", after: "" };
  }
  const a = utf16Index(quote, from);
  const b = utf16Index(quote, to);
  return { before: quote.slice(0, a), answer: quote.slice(a, b), after: quote.slice(b) };
}

/** Lower case without marks: fold("Đại hội Đảng") → "dai hoi dang". */
export function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

/** Whether two questions read the same once composed and without doubled spaces. */
export function sameWording(one, other) {
  const plain = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();
  return plain(one) === plain(other);
}

/** An ISO date as it is written here: day("2024-05-14") → "14/05/2024". No time zone can move it. */
export function day(iso) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso || "");
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : "";
}

/** The time of the clock here: "10:24 ngày 22/11/2025". */
export function moment(date) {
  const two = (value) => `0${value}`.slice(-2);
  return `${two(date.getHours())}:${two(date.getMinutes())} ngày ${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;
}

/** The date of a document in words, or the years that it speaks of. */
export function dateOf(document) {
  if (document.published) return day(document.published);
  if (!document.period) return "không rõ ngày đăng";
  const { first, last } = document.period;
  return first === last ? `nói về ${first}` : `nói về ${first}–${last}`;
}

/** 1234.5 → "1.234,5". */
export function number(value) {
  return Number(value).toLocaleString("vi-VN", { maximumFractionDigits: 2 });
}

/** Milliseconds as people read them: 183 → "0,18 giây". */
export function seconds(milliseconds) {
  return milliseconds < 100 ? "chưa đến 0,1 giây" : `${number(milliseconds / 1000)} giây`;
}

/** 0.874 → 87. What is not certain is never shown as 100, what is not excluded never as 0. */
export function percent(probability) {
  const rounded = Math.round(probability * 100);
  if (probability < 1 && rounded >= 100) return 99;
  if (probability > 0 && rounded <= 0) return 1;
  return rounded;
}

/** The confidence in words. */
export function confidenceWords(probability) {
  if (probability >= 0.9) return "Rất chắc";
  if (probability >= 0.75) return "Khá chắc";
  if (probability >= 0.5) return "Tương đối chắc";
  return "Chưa chắc";
}

/** "tính đến ngày 14/05/2024", or that nobody knows. */
export function asOf(iso) {
  return iso ? `tính đến ngày ${day(iso)}` : "không rõ thời điểm";
}

/** Publisher, date and file of a citation or document in one line. */
export function sourceLine(item) {
  return [item.source || "không rõ nguồn", dateOf(item), item.origin].join(" · ");
}

/** An answer with everything that is needed to check it, as plain text to paste into a letter. */
export function answerAsText(response) {
  const citation = response.citations[0];
  return [
    `Hỏi: ${response.question}`,
    `Trả lời: ${response.verdict ? `${response.verdict} – ` : ""}${response.answer} (${asOf(response.as_of)}; độ tin cậy ${percent(response.confidence)}%)`,
    `Trích nguyên văn: “${citation.quote}”`,
    `Nguồn: ${citation.title}. ${sourceLine(citation)}${citation.url ? `. ${citation.url}` : ""}`,
  ].join("\n");
}
