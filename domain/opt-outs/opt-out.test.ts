import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { labelledTexts } from "../../test/corpus/opt-out-texts.ts";
import type { OptOutLabel, LabelledText } from "../../test/corpus/opt-out-texts.ts";
import { figuresOf } from "../../test/corpus/figures.ts";
import { ordinaryChat } from "../../test/corpus/ordinary-chat.ts";
import { CARRIER_KEYWORDS, detectOptOut } from "./opt-out.ts";

const seed = 31;
/** On a busy machine. */
const PATIENT_MS = 60_000;
const TEXTS = labelledTexts();
const of = (label: OptOutLabel) => TEXTS.filter((text) => text.label === label);

/** Those that are still read otherwise. */
const KNOWN_MISSES = new Set([
  "you will hear from my attorney if you contact me again",
  "I don't take political texts. Please note that",
  "How hard is it to take me off a list",
  "Boy if you don't remove me from this list",
  "I want to stop but only fundraising",
  "I told the other side to stop texting me, you're fine",
  "unsubscribe from cable already lol",
  "Message me on Facebook about the event",
  "never again please",
  "Old number, he changed it",
  "begone",
  "remove my husband only",
  "who told you I'm a Democrat",
  "not while I'm driving, I'll answer at noon",
  "I was told you would remove me, please don't",
  "je n'ai pas demandé à être retiré",
  "How do I remove my old address from the registration",
  "I reported it to the county",
  "new phone number, not her",
  "can I stop these for now",
  "Stop! You had me at free pizza",
  "don't call, just text",
  "Don't call me I'm at work, texting is ok",
  "Sop",
  "Spot",
  "Is this spam",
  "If you guys keep this up I will be unsubscribing",
  "I get like 20 of these a day it's ridiculous",
  "didn't sign up for this stop",
  "my neighbor texted stop but I still want mine",
  "kitenme de su lista",
  "Don't call me, text me",
  "remove me from office",
  "unsubscribe from Facebook? lol no",
  "fini",
  "remove me... just kidding? no keep me",
  "Never heard of him",
  "new phone number, not him",
  "I'm driving stop",
  "stop harassing voters",
  "I keep asking you to stop and you don't",
  "I told you stop 5 times",
  "My wife wants you to stop? ask her",
  "s",
  "unusbscribe? what is that",
  "Wrong number, I'm not Bill. Please delete.",
  "unsubscibed?",
  "I meant to text stop to someone else",
  "How do I remove my name from the early vote list",
  "did you stop texting my mom? she wants in",
  "✋🛑",
  "halt! who goes there lol",
  "arrête, tu me fais rire",
  "Remove my name from the carpool list, I got a ride. Still coming!",
  "Stop! Hammer time 😂 yes I'll vote",
  "Grandma does not know how to reply so I will do it for her. Take her off please. Thank you",
  "I cancel",
  "i dont want it stop",
  "Please just email me",
  "how do I remove my old address from my registration",
  "I don't want texts from the other guy, yours are ok",
  "Our pastor passed away so services are moved",
  "don't contact the landlord until I talk to him",
  "not me, my sister",
  "that's my ex-wife, not me",
  "he died in that plant explosion, that's why I'm union",
  "my mom passed on the idea lol",
  "idk how u got this but delete it",
  "me equivoqué al darles mi número, bórrenlo por favor",
  "You want my brother Jerry, not me",
  "do you have a mailing list instead",
  "less is more with these texts",
  "letters please, I don't text",
  "почему вы мне звоните, откуда номер",
  "Cease and desist letter is on its way",
  "should I unsubscribe if I moved?",
  "I'm at work, don't text me here",
  "I've unsubscribed 3 times. Please make sure it sticks this time.",
  "better by email, it's a long list of volunteers",
  "my grandmother passed away, can't volunteer this week",
  "changed my mind, keep me on",
  "just the weather alerts, not the fundraising",
  "это не Иван",
  "This number is not in service, remove it",
  "tell them we aint gonna stop till they sign the contract ✊",
  "who do I report a downed line to",
  "Do you know what time it is here?",
  "I can't read small print, please phone me",
  "Moved overseas, changed citizenship even. No reason to text me, please don't anymore.",
]);

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

function labelOf(text: string): OptOutLabel {
  const { kind } = detectOptOut(text);
  return kind === "opt_out" ? "opt-out" : kind === "opt_in" ? "opt-in" : kind;
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
