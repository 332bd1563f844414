// Where the page stands, kept in its address, so that Back, bookmarks and links sent to colleagues work.
//
//   ?q=câu hỏi#hoi                                      a question with its answer
//   #tai-lieu                                           the documents
//   #hoi/bai/ID/start-end/answerStart-answerEnd/SHA     an article beside either of them, with a quote of it marked;
//                                                       offsets in code points, SHA = the start of the text's SHA-256

const SHA_DIGITS = 16;

/** What the address says: {tab: "hoi" | "tai-lieu", question, article: {id, quote, answer, sha} | null}. */
export function here() {
  const parts = location.hash.slice(1).split("/");
  return {
    tab: parts[0] === "tai-lieu" ? "tai-lieu" : "hoi",
    question: (new URLSearchParams(location.search).get("q") || "").trim(),
    article: parts[1] === "bai" && parts[2] ? articleOf(parts) : null,
  };
}

/** The address of an article, with the quote of a citation marked if one is given, and the answer in it unless told not to. */
export function articleHref(id, citation, withAnswer = true) {
  const tab = here().tab;
  const name = encodeURIComponent(id);
  if (!citation) return `#${tab}/bai/${name}`;
  const { start, end, answer_start: answerStart, answer_end: answerEnd, text_sha256: sha } = citation;
  const answer = withAnswer ? `${answerStart}-${answerEnd}` : "";
  return `#${tab}/bai/${name}/${start}-${end}/${answer}/${(sha || "").slice(0, SHA_DIGITS)}`;
}

/** The address of a question. */
export function questionHref(question) {
  return `?q=${encodeURIComponent(question)}#hoi`;
}

function articleOf(parts) {
  return {
    id: decoded(parts[2]),
    quote: range(parts[3]),
    answer: range(parts[4]),
    sha: /^[0-9a-f]+$/.test(parts[5] || "") ? parts[5] : "",
  };
}

function range(part) {
  const numbers = /^(\d{1,9})-(\d{1,9})$/.exec(part || "");
  if (!numbers) return null;
  const [start, end] = [Number(numbers[1]), Number(numbers[2])];
  return start < end ? { start, end } : null;
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    return part;
  }
}
