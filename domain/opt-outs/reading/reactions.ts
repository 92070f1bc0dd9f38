/**
 * Reactions that phones without the feature get as texts: "Liked “…”", "👍 to “…”", "Removed a heart from “…”", "A aimé « … »",
 * "「…」にハートを付けました". They are known by how they are built, in whatever language: a few words or an emoji, our text in
 * quotation marks (perhaps shortened), at most a few words behind. Verbs that are known only say which reaction it is.
 */
import { plainText } from "./plain-text.ts";

export type Reaction = {
  /** The emoji, or the one that means the verb. */
  emoji: string;
  removed: boolean;
  /** What it quotes, in the contact's phone's words; null when it names a picture ("Liked an image"). */
  quoted: string | null;
};

const OPENS = '“”"«„「『‹‘‚〝＂‟';
const CLOSES: Readonly<Record<string, string>> = {
  "“": "”“\"", "”": "”", "\"": "\"”", "«": "»", "„": "“”\"‟", "「": "」", "『": "』", "‹": "›", "‘": "’", "‚": "‘’", "〝": "〟", "＂": "＂", "‟": "”",
}; // prettier-ignore

/** Beginnings of the words for each reaction, plain; longer ones first. What is taken away is read from REMOVING. */
const VERBS: readonly (readonly [string, string])[] = [
  ["👎", "disliked|no le gusto|no me gusta|no le ha gustado|no me gusto|n a pas aime|n aime pas|je n aime pas|gefallt mir nicht|gefallt nicht|mag nicht|nao gostou|nao curtiu|non piace|non gli piace|non mi piace|nie podoba|nie lubi|не понравилось|не нравится|点了踩|不喜欢|踩了|싫어|いまいち|khong thich|hindi nagustuhan|لم يعجب|nu i a placut|pa renmen|vindt dit niet leuk|thumbs down"],
  ["❤️", "loved|le encanto|le ha encantado|me encanta|me encanto|encanto|a adore|adore|j adore|hat geliebt|liebt|geliebt|amou|adorou|adora|adorato|ama|ha adorato|uwielbia|pokochal|полюбил|любит|в восторге|爱了|爱心|喜爱|喜愛|愛了|하트|사랑|ハート|大好き|da yeu thich|yeu thich|yeu|mahal|minahal|nagpuso|أحب|a indragit|renmen|houdt van"],
  ["👍", "liked|thumbs up|le gusto|le ha gustado|me gusta|me gusto|le gusta|le dio me gusta|gusto|a aime|aime|j aime|gefallt|gefallt mir|mag|gostou|curtiu|curti|gosta|piace|mi piace|gli piace|ha messo mi piace|podoba sie|polubil|lubi|понравилось|нравится|点了赞|點了讚|赞了|讚了|赞|讚|좋아|いいね|da thich|thich|nagustuhan|ni like|nilike|أعجب|i a placut|leuk|pouce"],
  ["😂", "laughed at|se rio de|se rio|rio de|le dio risa|le causo risa|le ha hecho gracia|me divierte|a ri de|a ri|rit de|m a fait rire|lacht uber|lachte uber|lacht|gelacht|riu de|riu|achou graca|ha riso|ride|ha riso a|rozbawilo|smieje|рассмешило|смеется|посмеялся|笑了|哈哈|大笑|웃|笑い|爆笑|da cuoi|cuoi|tumawa|natawa|ضحك|a ras|ri nan|lachte"],
  ["‼️", "emphasized|emphasised|enfatizo|ha enfatizado|destaco|exclamo|recalco|a souligne|souligne|s est exclame|hat hervorgehoben|betont|betonte|hervorgehoben|enfatizou|destacou|ha enfatizzato|enfatizzato|podkreslil|выделил|подчеркнул|强调|強調|강조|nhan manh|da nhan manh|binigyang diin|أكد|a evidentiat"],
  ["❓", "questioned|cuestiono|pregunto|ha cuestionado|a mis en doute|a remis en question|a questionne|s interroge|hinterfragt|hat hinterfragt|fragt|questionou|ha messo in dubbio|ha domandato|zakwestionowal|усомнился|вопрос|质疑|質疑|疑问|물음|はてな|dat cau hoi|da hoi|kinwestyon|شك|a pus la indoiala"],
]; // prettier-ignore
const REACTING =
  "reacted|reaccion|react|reagi|reagier|a reagi|ha reaccionado|ha reagito|zareagowal|отреагировал|反应|反應|반응|リアクション|nag react|nagreact|cam xuc|تفاعل|reageer|ekled|a reactionat";
const REMOVING =
  "removed|quito|elimino|retiro|ha quitado|ha eliminado|a retire|a supprime|retire|entfernt|hat entfernt|removeu|retirou|ha rimosso|rimosso|usunal|убрал|удалил|снял|移除|取消|删除|刪除|취소|삭제|取り消|削除|da xoa|da go|xoa|go bo|inalis|tinanggal|أزال|verwijderd|a eliminat|retire yon";
/** "Removed a heart from": what was taken away. */
const THINGS: readonly (readonly [string, string])[] = [
  ["👎", "dislike|no me gusta|je n aime pas|nao gostei|gefallt mir nicht"],
  ["❤️", "heart|corazon|coeur|herz|coracao|cuore|serca|serce|сердц|爱心|红心|하트|ハート|trai tim|puso|قلب|amour|love"],
  ["👍", "like|me gusta|j aime|gefallt mir|curtida|gostei|mi piace|pouce|赞|讚|좋아|いいね|thich"],
  ["😂", "laugh|risa|rire|lachen|riso|risata|laughing|haha|笑"],
  ["‼️", "exclamation|exclamacion|ausrufezeichen|exclamacao|esclamativo|emphasis|感叹"],
  ["❓", "question|interrogacion|interrogation|fragezeichen|pregunta|interrogacao|interrogativo|问号"],
]; // prettier-ignore
const PICTURE =
  /^(?:an? )?(?:image|picture|photo|movie|video|attachment|gif|audio message|voice message|sticker|contact|link|location|imagen|una imagen|una foto|un video|un mensaje|une image|une photo|une video|un message|uma imagem|uma foto|ein bild|un immagine|message|animoji|digital touch message|your message|a message|file|text|memoji)$/u;
export const ENDS_IN_PICTURE =
  /(?:image|picture|photo|movie|video|attachment|gif|message|sticker|contact|link|location|imagen|foto|mensaje|mensagem|imagem|bild|immagine|animoji|file|text|memoji)$/u;
/** Words in front of a quotation that make it something the contact says: "I said “stop texting me”". */
const SPEAKS = new Set(
  "i you we they he she it my your said say says reply text texted wrote write send sent the this that why what who how dont do is are was stop please no yes yo tu usted dijo dije dice je vous tu il dit ich sie er not when if and but because me im youre can could would will told tell means mean called typed just read got received says quit end cancel revoke unsubscribe unsub opt alto pare arret remove stopall unsubscribed".split(
    " ",
  ),
);

/** Of these, what names what is taken away: "Eliminó un me gusta", "A retiré un j’aime". */
const IN_REMOVALS = new Set(["your", "je", "me"]);

/** Verbs that some languages write with a pronoun that people also speak with. */
const OWN_PRONOUN =
  /^(?:no le gust|no me gust|no le ha gust|me gust|me encant|me divierte|mi piace|je n aime pas|j aime|j adore|il a|elle a|loved your|liked your|disliked your|laughed at your|emphasized your|questioned your|a question|removed a|a retire un j aime)/u;

const MOST_WORDS_BEFORE = 6;
const MOST_WORDS_BEHIND = 5;
/** Shorter quotations may be anything. */
const LEAST_QUOTED = 12;
/** No shorter text is cut by a carrier. */
const LEAST_CUT = 140;
const MOST_SIGNS = 44;
/** The longest name of a reaction in quotation marks. */
const MOST_NAME = 24;
const LATIN = /[a-z]/u;
const WORD = /[\p{L}\p{N}\p{M}]/u;

/** Reads a text as a reaction; null when it is none. */
export function readReaction(text: string): Reaction | null {
  const trimmed = text.replace(/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u00AD]/gu, "").trim();
  const open = firstQuote(trimmed);
  if (open === -1) return pictureReaction(trimmed);
  // The last closing mark, unless what follows an earlier one is quoted, too: "Hat „…“ mit „Gefällt mir“ markiert".
  let before = trimmed.length;
  for (let i = 0; i < MOST_CLOSES; i += 1) {
    const close = lastQuote(trimmed, open, before);
    if (close === -1) return null;
    const found = readParts(trimmed.slice(0, open), trimmed.slice(open + 1, close), trimmed.slice(close + 1));
    if (found) return found;
    before = close;
  }
  return null;
}
const MOST_CLOSES = 3;

function readParts(before: string, within: string, after: string): Reaction | null {
  const front = before.trim();
  const behind = after.trim();
  const quoted = within.trim();
  if (!WORD.test(quoted) || front.length + behind.length > 2 * MOST_SIGNS || (front === "" && behind === ""))
    return null;
  const around = wordsOf(`${front} ${behind}`);
  const words = around === "" ? [] : around.split(" ");
  if (words.length > MOST_WORDS_BEFORE + MOST_WORDS_BEHIND || /[.!?\n]\s/u.test(`${front} `)) return null;
  const emoji = emojiIn(`${front} ${behind}`);
  const removed = begins(around, REMOVING) && !words.some((word) => SPEAKS.has(word) && !IN_REMOVALS.has(word));
  if (removed) return { emoji: emoji ?? named(around, THINGS) ?? "👍", removed: true, quoted };
  if (emoji !== null && REACTING.split("|").some((each) => around.startsWith(each))) return { emoji, removed, quoted };
  if (words.some((word) => SPEAKS.has(word)) && !OWN_PRONOUN.test(around)) return null;
  const verb = named(around, VERBS);
  if (verb !== null) return { emoji: emoji ?? verb, removed: false, quoted };
  if (startsSome(around, REACTING)) return { emoji: emoji ?? "👍", removed: false, quoted };
  // An emoji and at most a few words: "👍 to “…”", "👍 ke “…”".
  const isSign =
    emojiIn(front) !== null && wordsOf(behind) === "" && (words.length > 0 || lettersOf(quoted).length >= LEAST_QUOTED);
  if (emoji !== null && words.length <= 4 && !/\p{N}/u.test(around) && (isSign || (front === "" && words.length > 0)))
    return { emoji, removed: false, quoted };
  return null;
}

/**
 * The same, where our texts are known: any few words around a quotation that is one of them (or its beginning) are a reaction,
 * also in a language that is not listed above.
 */
export function readReactionTo(text: string, ours: () => readonly string[]): Reaction | null {
  const known = readReaction(text);
  const renamed = withoutQuotedName(text);
  const second = renamed === null ? null : readReaction(renamed);
  const quotes = second?.quoted ?? "";
  if (quotes.length >= LEAST_QUOTED && ours().some((our) => isQuoteOf(quotes, our))) return second;
  if (known) return known;
  const open = firstQuote(text);
  if (open === -1) return null;
  const close = lastQuote(text, open);
  // Carriers cut a long text, and its last quotation mark with it: what is left may be read as whole.
  if (close === -1 && text.length < LEAST_CUT) return null;
  const quoted = text.slice(open + 1, close === -1 ? text.length : close).trim();
  const isOurs = () => quoted.length >= LEAST_QUOTED && ours().some((our) => isQuoteOf(quoted, our));
  if (close === -1) {
    const whole = readReaction(`${text}${CLOSES[text[open] ?? ""]?.[0] ?? ""}`);
    return whole && isOurs() ? whole : null;
  }
  const around = wordsOf(`${text.slice(0, open)} ${text.slice(close + 1)}`);
  const words = around === "" ? [] : around.split(" ");
  if (words.length === 0 || words.length > MOST_WORDS_BEFORE || words.some((word) => SPEAKS.has(word))) return null;
  // Words behind a quotation are an answer to it; a text that may be one has to be seen.
  if (wordsOf(text.slice(close + 1)) !== "") return null;
  return isOurs() ? { emoji: emojiIn(text.slice(0, open)) ?? "💬", removed: false, quoted } : null;
}

/** The name first, without its marks, when a phone quotes it before our text: "Ha messo “Mi piace” a “…”"; else null. */
function withoutQuotedName(text: string): string | null {
  const open = firstQuote(text);
  if (open === -1) return null;
  const closing = CLOSES[text[open] ?? ""] ?? "";
  for (let close = open + 1; close <= open + MOST_NAME && close < text.length; close += 1) {
    if (!closing.includes(text[close] ?? " ")) continue;
    const rest = text.slice(close + 1);
    return firstQuote(rest) === -1 ? null : `${text.slice(open + 1, close)} ${text.slice(0, open)} ${rest}`;
  }
  return null;
}

/** What a text says before its quotation. */
export function beforeQuotation(text: string): string {
  const open = firstQuote(text);
  return open === -1 ? text : text.slice(0, open);
}

/** Which of the texts a reaction quotes: the newest that fits. Its place in the list, or -1. */
export function reactsTo(reaction: Reaction, texts: readonly string[]): number {
  const { quoted } = reaction;
  if (quoted === null) return -1;
  return texts.findLastIndex((text) => isQuoteOf(quoted, text));
}

/** Whether these are the words of a text, perhaps cut short at the end or in the middle. */
export function isQuoteOf(quoted: string, text: string): boolean {
  const whole = lettersOf(text);
  const [head = "", ...rest] = quoted.split(/…|\.\.\./u).map(lettersOf);
  const tail = rest.at(-1) ?? "";
  if (head === "") return tail !== "" && whole.endsWith(tail);
  if (rest.length === 0) {
    if (whole === head || (head.length >= 16 && whole.startsWith(head))) return true;
    // A picture that went as a link is quoted behind the words.
    return whole !== "" && head.startsWith(`${whole}http`);
  }
  return whole.startsWith(head) && whole.endsWith(tail);
}

function lettersOf(text: string): string {
  return Array.from(plainText(text))
    .filter((sign) => WORD.test(sign))
    .join("");
}

export const ANY_QUOTE = /[“”"«„「『‹‘‚〝＂‟]/u;

function firstQuote(text: string): number {
  if (!ANY_QUOTE.test(text)) return -1;
  let at = 0;
  for (const sign of text) {
    if (at > MOST_SIGNS * 2) return -1;
    // An apostrophe within a word opens nothing: "n’a pas aimé".
    const isApostrophe = (sign === "‘" || sign === "’") && WORD.test(text[at - 1] ?? " ");
    if (OPENS.includes(sign) && !isApostrophe) return at;
    at += sign.length;
  }
  return -1;
}

/** The last closing mark before this place, near the end of the text; -1 when there is none. */
function lastQuote(text: string, open: number, before = text.length): number {
  const closing = CLOSES[text[open] ?? ""] ?? "";
  const least = Math.max(open + 1, text.length - 2 * MOST_SIGNS);
  for (let at = before - 1; at > least; at -= 1) if (closing.includes(text[at] ?? " ")) return at;
  return -1;
}

/** "Liked an image". */
function pictureReaction(text: string): Reaction | null {
  if (text.length > MOST_SIGNS) return null;
  const words = wordsOf(text);
  if (!ENDS_IN_PICTURE.test(words) || words.split(" ").length > MOST_WORDS_BEFORE + 2) return null;
  const removed = begins(words, REMOVING);
  for (const [emoji, verbs] of removed ? THINGS : VERBS) {
    for (const verb of verbs.split("|")) {
      const at = removed ? words.indexOf(` ${verb} `) + 1 : words.startsWith(`${verb} `) ? 0 : -1;
      if (at < 0 || (removed && at === 0)) continue;
      const rest = words.slice(at + verb.length + 1).replace(/^(?:from|to|de|a|du|von|da) /u, "");
      if (PICTURE.test(rest)) return { emoji, removed, quoted: null };
    }
  }
  const emoji = emojiIn(text);
  const rest = words
    .replace(/^(?:reacted|removed|react) ?/u, "")
    .replace(/^(?:with )?(?:a sticker )?(?:to|from|a) /u, "");
  return emoji !== null && rest !== words && PICTURE.test(rest) ? { emoji, removed, quoted: null } : null;
}

function wordsOf(text: string): string {
  let words = "";
  for (const sign of plainText(text)) words += WORD.test(sign) ? sign : " ";
  return words
    .split(" ")
    .filter((word) => word !== "")
    .join(" ");
}

/** Whether one of these is said at the start, or behind the quotation or an emoji; endings of other scripts' words may follow. */
function begins(words: string, list: string): boolean {
  return list.split("|").some((each) => (LATIN.test(each) ? ` ${words} `.includes(` ${each} `) : words.includes(each)));
}

/** Beginnings of words in Latin letters whose endings vary: "reagiert", "reagiu", "reaccionó". */
function startsSome(words: string, list: string): boolean {
  return list.split("|").some((each) => (LATIN.test(each) ? ` ${words}`.includes(` ${each}`) : words.includes(each)));
}

function named(words: string, list: readonly (readonly [string, string])[]): string | null {
  for (const [emoji, verbs] of list) if (begins(words, verbs)) return emoji;
  return null;
}

/** The first emoji, with its skin tone and what it is joined to. */
function emojiIn(text: string): string | null {
  const found =
    /\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F]?(?:\u200D\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F]?)*|[\u{1F1E6}-\u{1F1FF}]{2}|[0-9#*]\uFE0F?\u20E3/u.exec(
      text,
    );
  return found ? found[0] : null;
}
