import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { labelledTexts } from "../../test/corpus/opt-out-texts.ts";
import type { OptOutLabel, LabelledText } from "../../test/corpus/opt-out-texts.ts";
import { figuresOf } from "../../test/corpus/figures.ts";
import { KNOWN_MISSES } from "../../test/corpus/known-misses.ts";
import { ordinaryChat } from "../../test/corpus/ordinary-chat.ts";
import { CARRIER_KEYWORDS, detectOptOut } from "./opt-out.ts";

const seed = 31;
/** On a busy machine. */
const PATIENT_MS = 60_000;
const TEXTS = labelledTexts();
const of = (label: OptOutLabel) => TEXTS.filter((text) => text.label === label);

describe("the corpus", () => {
  test("has texts of each label, of several sources and languages", () => {
    expect(TEXTS.length).toBeGreaterThan(6000);
    const all = (key: "label" | "source" | "language") => new Set(TEXTS.map((text) => text[key]));
    expect(all("label")).toEqual(new Set(["opt-out", "review", "none", "opt-in", "help", "reaction"]));
    expect(all("source").size).toBeGreaterThanOrEqual(6);
    expect(all("language").size).toBeGreaterThanOrEqual(20);
  });
});

describe("each text is read as it is meant", () => {
  const wrong = (texts: readonly LabelledText[]) =>
    texts.filter(({ text, label }) => labelOf(text) !== label && !KNOWN_MISSES.has(text)).map(({ text }) => text);

  test.each<OptOutLabel>(["opt-out", "review", "none", "opt-in", "help", "reaction"])(
    "%s",
    (label) => {
      expect(wrong(of(label))).toEqual([]);
    },
    PATIENT_MS,
  );
});

describe("figures", () => {
  test(
    "opt-outs of the whole corpus: recall and precision at least 99.5 %, nearly all of what a person should read",
    () => {
      const { recall, precision, atLeastReviewed } = figuresOf(TEXTS, labelOf);
      expect(recall).toBeGreaterThanOrEqual(0.995);
      expect(precision).toBeGreaterThanOrEqual(0.995);
      expect(atLeastReviewed).toBeGreaterThanOrEqual(0.98);
    },
    PATIENT_MS,
  );

  test(
    "of ordinary chat at most 1 in 2,000 goes to a person, and none is opted out",
    () => {
      const kinds = ordinaryChat(4000).map((text) => detectOptOut(text).kind);
      expect(kinds.filter((kind) => kind === "opt_out")).toEqual([]);
      expect(kinds.filter((kind) => kind === "review").length).toBeLessThanOrEqual(2);
    },
    PATIENT_MS,
  );
});

describe("rules (a) and (b)", () => {
  test.each([
    "stop",
    "STOP!",
    "opt-out",
    "Opt Out",
    "🛑",
    "ALTO",
    "arrêt",
    "停止",
    "СТОП",
    "수신거부",
    "توقف",
    "s t o p",
    "🆂🆃🅾️🅿️",
    "🅢🅣🅞🅟",
    "🇸🇹🇴🇵",
    "ЅТОР",
    "ꜱᴛᴏᴘ",
    "stop™",
    "st op",
    "detente",
    "pakitigil",
    "prestani",
    "berhenti",
  ])("(a) the word alone: %s", (text) => {
    expect(detectOptOut(text)).toMatchObject({ kind: "opt_out", rule: "a" });
  });

  test.each([
    "please stop",
    "رجاء توقف",
    "bitte stoppen",
    "ugh stop",
    "stop, thanks",
    "no me escriban más",
    "remove me",
  ])("(b) in company: %s", (text) => {
    expect(detectOptOut(text)).toMatchObject({ kind: "opt_out", rule: "b", carrierAnswers: false });
  });

  test("wrong numbers are told apart from the rest", () => {
    expect(detectOptOut("Hi, you have the wrong number.")).toMatchObject({ kind: "review", reason: "wrong_number" });
    expect(detectOptOut("please cancel")).toMatchObject({ kind: "review", reason: "unclear" });
  });

  test("an empty text, a text of signs or a very long one is none", () => {
    for (const text of ["", "  ", "...", "\n", "😂".repeat(50), "we talked about it and ".repeat(500)]) {
      expect(detectOptOut(text)).toEqual({ kind: "none" });
    }
  });
});

describe("what follows decides", () => {
  test.each([
    ["stop texting me", "opt_out"],
    ["stop texting me or I'll report you", "opt_out"],
    ["stop texting me about him", "opt_out"],
    ["stop texting me at night", "review"],
    ["stop texting me, text my other number instead", "review"],
    ["I don't want these messages", "opt_out"],
    ["I don't want these messages to stop", "none"],
    ["no me manden más mensajes", "opt_out"],
    ["no me manden más boletas por correo", "none"],
    ["I texted stop", "opt_out"],
    ["I accidentally texted stop, please add me back", "review"],
    ["remove me", "opt_out"],
    ["remove him from office", "none"],
  ])("%s: %s", (text, kind) => {
    expect(detectOptOut(text).kind).toBe(kind);
  });
});

describe("the language of a request", () => {
  test.each([
    ["STOP", "en"],
    ["please stop texting me", "en"],
    ["ALTO", "es"],
    ["stop por favor", "es"],
    ["quítenme de la lista", "es"],
    ["ARRET", "fr"],
    ["stop svp", "fr"],
    ["停止", "zh"],
    ["DỪNG", "vi"],
    ["수신거부", "ko"],
    ["СТОП", "ru"],
    ["توقف", "ar"],
    ["TIGIL", "tl"],
    ["SISPANN", "ht"],
    ["SAIR", "pt"],
  ])("%s: %s", (text, language) => {
    expect(detectOptOut(text)).toMatchObject({ kind: "opt_out", language });
  });
});

describe("who answers", () => {
  test("the carrier answers exactly its own keywords", () => {
    for (const keyword of CARRIER_KEYWORDS) {
      expect(detectOptOut(keyword)).toMatchObject({ kind: "opt_out", carrierAnswers: true });
      expect(detectOptOut(` ${keyword.toLowerCase()}\n`)).toMatchObject({ kind: "opt_out", carrierAnswers: true });
    }
  });

  test.each(["Stop.", "STOP!", "“STOP”", "opt out", "OPT-OUT", "stop all", "unsub", "ARRET", "🛑", "stop stop"])(
    "we confirm %s",
    (text) => {
      expect(detectOptOut(text)).toMatchObject({ kind: "opt_out", carrierAnswers: false });
    },
  );
});

test("the words that decided are kept for the record", () => {
  expect(detectOptOut("STOP!")).toMatchObject({ phrase: "stop" });
  expect(detectOptOut("I'm at work. PLEASE stop texting me!!")).toMatchObject({ phrase: "please stop texting me" });
  expect(detectOptOut("Hello? Wrong number, sorry")).toMatchObject({ phrase: "wrong number" });
});

describe("opting in again", () => {
  test("YES counts only after an opt-out", () => {
    expect(detectOptOut("YES")).toEqual({ kind: "none" });
    expect(detectOptOut("Yes.", { optedOut: false })).toEqual({ kind: "none" });
    expect(detectOptOut("Yes.", { optedOut: true })).toEqual({ kind: "opt_in", phrase: "yes" });
    expect(detectOptOut("yes I will vote", { optedOut: true })).toEqual({ kind: "none" });
  });

  test("an opt-out stays one after an opt-out", () => {
    expect(detectOptOut("stop", { optedOut: true })).toMatchObject({ kind: "opt_out" });
  });
});

describe("properties", () => {
  const anyCase = (text: string) =>
    fc
      .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
      .map((upper) => Array.from(text, (sign, i) => (upper[i] ? sign.toUpperCase() : sign)).join(""));
  const around = fc.string({ unit: fc.constantFrom(" ", "\n", ".", "!", "?", '"', "”", "*", "…", "\ufe0f", "👍") });
  const words = "stop,quit,end,revoke,opt out,cancel,unsubscribe,stopall,stop all,unsub,arret,alto,pare,🛑".split(",");

  test(
    "an opt-out word counts in any case, within any punctuation",
    () => {
      fc.assert(
        fc.property(fc.constantFrom(...words).chain(anyCase), around, around, (word, before, after) => {
          expect(detectOptOut(before + word + after)).toMatchObject({ kind: "opt_out", rule: "a" });
        }),
        { seed, numRuns: 500 },
      );
    },
    PATIENT_MS,
  );

  test(
    "case never changes the answer",
    () => {
      // Capital İ and the like are other letters.
      const texts = TEXTS.filter(({ language }) => language === "en" || language === "es").map(({ text }) => text);
      fc.assert(
        fc.property(
          fc.constantFrom(...texts).chain((text) => fc.tuple(fc.constant(text), anyCase(text))),
          ([text, other]) => {
            expect(detectOptOut(other).kind).toBe(detectOptOut(text).kind);
          },
        ),
        { seed, numRuns: 500 },
      );
    },
    PATIENT_MS,
  );

  test(
    "any text gets an answer, and without a word it is none",
    () => {
      fc.assert(
        fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
          const { kind } = detectOptOut(text);
          if (!/[\p{L}\p{N}\p{M}🛑⛔🚫✋🙅🤚🖕]/u.test(text.normalize("NFKD")))
            expect(["none", "reaction"]).toContain(kind);
          expect(["opt_out", "review", "opt_in", "help", "reaction", "none"]).toContain(kind);
        }),
        { seed, numRuns: 500 },
      );
    },
    PATIENT_MS,
  );
});

const read = new Map<string, OptOutLabel>();
/** Each text of the corpus is read once. */
function labelOf(text: string): OptOutLabel {
  const known = read.get(text);
  if (known !== undefined) return known;
  const { kind } = detectOptOut(text);
  const label = kind === "opt_out" ? "opt-out" : kind === "opt_in" ? "opt-in" : kind;
  read.set(text, label);
  return label;
}

test("words beside a request say that it is not meant", () => {
  for (const text of ["No need to remove me, I'm happy to get these", "no need to stop texting me, I like it"])
    expect([text, detectOptOut(text).kind]).toEqual([text, "none"]);
  for (const text of [
    "my neighbor texted stop but I still want mine",
    "My wife said STOP but keep mine coming",
    "Stop calling me, texts are fine",
  ])
    expect([text, detectOptOut(text).kind]).toEqual([text, "review"]);
});
