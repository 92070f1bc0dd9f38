/** Wordings that no rule has: read by the classes of their words, and left alone where they speak of something else. */
import { describe, expect, test } from "vitest";
import { detectOptOut } from "../../opt-out.ts";

const kindOf = (text: string) => detectOptOut(text).kind;

describe("the same request in other words", () => {
  const removing = ["excise", "yeet", "expunge", "strike", "nix", "purge", "axe", "scrub"];
  const kept = ["number", "name", "digits", "info"];
  const lists = ["rolls", "rolodex", "database", "call sheet", "system"];
  test.each(removing.flatMap((verb, i) => kept.map((what, j) => [verb, what, lists[(i + j) % lists.length]])))(
    "%s my %s from your %s",
    (verb, what, list) => {
      expect(kindOf(`${verb} my ${what} from your ${list}`)).toBe("opt_out");
      expect(kindOf(`They will ${verb} the signs on Main Street`)).toBe("none");
      expect(kindOf(`Please don't ${verb} my ${what} from your ${list}`)).not.toBe("opt_out");
    },
  );

  test.each(["kill", "nix", "end", "cease", "scrap", "discontinue", "halt"])("%s the texts", (verb) => {
    expect(kindOf(`${verb} the texts to this number`)).toBe("opt_out");
    expect(kindOf(`${verb} the war`)).toBe("none");
  });
});

describe("learners, and two languages at once", () => {
  test.each([
    "please no send more message",
    "no more mensajes please",
    "i not want this message",
    "ya no texts por favor",
  ])("%s", (text) => {
    expect(kindOf(text)).toBe("opt_out");
  });
});

describe("other languages by their parts, in any order", () => {
  test.each([
    ["удалите мой номер из базы", "ru"],
    ["мой номер удалите пожалуйста", "ru"],
    ["请把我的号码从名单上删除", "zh"],
    ["제 번호를 명단에서 빼 주세요", "ko"],
    ["من فضلك احذف رقمي من القائمة", "ar"],
    ["xin xóa số điện thoại của tôi khỏi danh sách", "vi"],
    ["pakitanggal na po ang number ko sa listahan nyo", "tl"],
    ["tanpri retire nimewo m nan lis la", "ht"],
    ["tira meu número da lista por favor", "pt"],
  ])("%s (%s)", (text, language) => {
    expect(detectOptOut(text)).toMatchObject({ kind: "opt_out", language });
  });

  test.each([
    "я не получил сообщение",
    "我没有收到短信",
    "문자 못 받았어요",
    "hindi ko natanggap ang text",
    "не удаляйте меня из списка",
  ])("%s: none", (text) => {
    expect(kindOf(text)).toBe("none");
  });
});

describe("where the number is from, in all languages", () => {
  test.each([
    "how'd yall even get this number",
    "Curious how my contact info made it to your campaign",
    "quién les dio mi número",
    "où avez-vous trouvé mon numéro",
    "откуда у вас мой телефон",
    "你怎么有我的号码",
    "como vc conseguiu meu numero?",
  ])("%s", (text) => {
    expect(kindOf(text)).toBe("review");
  });
});
