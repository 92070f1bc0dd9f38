/** What is refused, and for whom: another way to be reached or somebody else's phone is none of our texts to the writer. */
import { describe, expect, test } from "vitest";
import { detectOptOut } from "../../opt-out.ts";

const kindOf = (text: string) => detectOptOut(text).kind;
const readAs = (kind: string, texts: readonly string[]) => texts.filter((text) => kindOf(text) !== kind);

const OTHER = ["calls", "phone calls", "emails", "mailers", "letters", "home visits", "spam calls", "door knocking"];
const WELCOMES = ["just texts", "texts are fine", "text me", "texting is better", "a text is ok", "sms only"];

describe("another way to be reached", () => {
  test("with texts welcome it is conversation", () => {
    const texts = OTHER.flatMap((medium) => WELCOMES.map((welcome) => `No ${medium} please, ${welcome}`));
    expect(readAs("none", texts)).toEqual([]);
  });

  test("alone it goes to a person", () => {
    const texts = OTHER.flatMap((medium) => [`No ${medium}`, `no more ${medium} please`, `please stop the ${medium}`]);
    expect(readAs("review", texts)).toEqual([]);
  });

  test("with texts in the same list it opts out, whatever the order and the signs", () => {
    const texts = ["calls, texts or emails", "emails, calls, or texts", "texts, calls and emails", "calls/texts"];
    const lists = texts.flatMap((list) => [`No ${list}`, `no more ${list}`, `Stop all ${list} please`]);
    expect(readAs("opt_out", [...lists, "do not call, text or email me", "Don't call, text, email or visit"])).toEqual(
      [],
    );
  });

  test("a request beside it counts", () => {
    expect(readAs("opt_out", ["no more calls, remove me", "no emails and stop texting me"])).toEqual([]);
  });
});

const FAMILY = ["wife", "husband", "mother", "son"];

describe("somebody else", () => {
  test("is to be left in peace while the writer is not: a person decides", () => {
    const texts = FAMILY.flatMap((who) => [
      `Do not contact my ${who}, contact me`,
      `Stop texting my ${who}, text me instead`,
      `Take my ${who} off, keep me`,
    ]);
    expect(readAs("review", texts)).toEqual([]);
  });

  test("alone, or together with the writer, it is a request for this phone", () => {
    const texts = FAMILY.flatMap((who) => [`Do not contact my ${who}`, `don't text me or my ${who}`]);
    expect(readAs("opt_out", texts)).toEqual([]);
  });

  test("one more text is a threat, not a wish", () => {
    expect(
      readAs("opt_out", ["Stop texting me. Text me again and I will sue", "Do not contact me, contact my lawyer"]),
    ).toEqual([]);
  });
});

test("a country is nobody's pronoun, in capitals or not", () => {
  expect(readAs("none", ["Withdraw US troops", "remove us troops from Iraq", "get out of the US"])).toEqual([]);
  expect(readAs("review", ["Withdraw US consent"])).toEqual([]);
  expect(readAs("opt_out", ["TAKE US OFF YOUR LIST", "we withdraw our consent"])).toEqual([]);
});

test("nonstop is no stop, and what goes on nonstop may be told to end", () => {
  expect(readAs("none", ["nonstop", "it rained non-stop", "you guys are nonstop", "don't stop"])).toEqual([]);
  expect(readAs("opt_out", ["stop the non stop messages", "stop texting me nonstop", "non, stop"])).toEqual([]);
});

test("what is called something is no phone call", () => {
  expect(readAs("none", ["Stop calling it a hoax", "stop calling people names"])).toEqual([]);
  expect(readAs("opt_out", ["Stop calling this number", "stop calling us"])).toEqual([]);
});

test("an outburst that names neither texts nor writer goes to a person; with a request it opts out", () => {
  expect(readAs("review", ["fuck off", "Stop it", "STOP IT!!", "fuck you", "go away"])).toEqual([]);
  expect(readAs("opt_out", ["fuck off and remove me", "stop it, stop texting me", "stop it please"])).toEqual([]);
});

describe("every form of the verb, in languages that make it with a helping verb", () => {
  test.each([
    ["hi", ["बंद कर दें", "बंद कर दो", "बंद कीजिए", "रोक दीजिए", "मैसेज बंद करो", "मैसेज भेजना बंद कर दें", "band kar dijiye"]],
    ["ur", ["بند کر دیں", "بند کرو", "روک دیں"]],
    ["bn", ["বন্ধ করে দিন", "বন্ধ করুন"]],
    ["ko", ["그만해 주세요", "중지 부탁드립니다", "멈춰 주세요"]],
    ["ja", ["配信停止をお願いします", "停止して下さい"]],
    ["zh", ["停止吧", "请你们停止"]],
    ["tl", ["itigil mo", "tigilan niyo na"]],
    ["tr", ["lütfen durdurun", "artık yazmayın"]],
  ])("%s", (language, texts) => {
    for (const text of texts) expect([text, detectOptOut(text)]).toMatchObject([text, { kind: "opt_out", language }]);
  });

  test("told of or denied it is no request", () => {
    expect(readAs("none", ["मैसेज नहीं मिला", "दुकान बंद है"])).toEqual([]);
  });
});
