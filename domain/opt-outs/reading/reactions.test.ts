import { describe, expect, test } from "vitest";
import { detectOptOut } from "../opt-out.ts";
import { isQuoteOf, reactsTo, readReaction, readReactionTo } from "./reactions.ts";

const OUR = "Hi Ana, this is Bob with the union. Will you vote on Tuesday? Reply STOP to opt out";

describe("a reaction is known by how it is built", () => {
  test.each([
    [`Liked “${OUR}”`, "👍", false],
    [`Loved “${OUR}”`, "❤️", false],
    [`Disliked "${OUR}"`, "👎", false],
    [`Laughed at “${OUR}”`, "😂", false],
    [`Emphasized “${OUR}”`, "‼️", false],
    [`Questioned “${OUR}”`, "❓", false],
    [`Reacted 🙏🏽 to “${OUR}”`, "🙏🏽", false],
    [`👍 to “${OUR}”`, "👍", false],
    [`\u200a👍\u200b to “\u200a${OUR}\u200b”`, "👍", false],
    [`Removed a heart from “${OUR}”`, "❤️", true],
    [`Removed a like from “${OUR}”`, "👍", true],
    [`Removed 👍 from “${OUR}”`, "👍", true],
    [`Le gustó “${OUR}”`, "👍", false],
    [`No le gustó “${OUR}”`, "👎", false],
    [`Reaccionó con 👍 a “${OUR}”`, "👍", false],
    [`Quitó un corazón de “${OUR}”`, "❤️", true],
    [`A aimé « ${OUR} »`, "👍", false],
    [`N’a pas aimé « ${OUR} »`, "👎", false],
    [`A réagi avec 👍 à « ${OUR} »`, "👍", false],
    [`A retiré un cœur de « ${OUR} »`, "❤️", true],
    [`Hat mit 👍 auf „${OUR}“ reagiert`, "👍", false],
    [`Gefällt „${OUR}“`, "👍", false],
    [`Gostou de “${OUR}”`, "👍", false],
    [`Não gostou de “${OUR}”`, "👎", false],
    [`Понравилось «${OUR}»`, "👍", false],
    [`赞了“${OUR}”`, "👍", false],
    [`「${OUR}」にハートを付けました`, "❤️", false],
    [`Hat „${OUR}“ mit „Gefällt mir“ markiert`, "👍", false],
    [`Reacted ❤️ to your message “${OUR}”`, "❤️", false],
    [`Eliminó un me gusta de “${OUR}”`, "👍", true],
    ["Liked an image", "👍", false],
    ["Removed a heart from an image", "❤️", true],
  ])("%s", (text, emoji, removed) => {
    expect(readReaction(text)).toMatchObject({ emoji, removed });
    expect(detectOptOut(text)).toMatchObject({ kind: "reaction" });
  });

  test.each([
    "I said “stop texting me”",
    "You said “stop”",
    "Reply “STOP”",
    "“STOP”",
    "👍”stop”",
    "I liked “Stop making sense”",
    "We love “The Wire”",
    "Question: “who is this?”",
    "Loved the rally",
    "liked it",
    "My sign says “Vote” and it is in the yard. Do you have more?",
  ])("%s is none", (text) => {
    expect(readReaction(text)).toBeNull();
  });

  test("in a language that is not listed when it quotes one of our texts", () => {
    const text = `Tykkäsi: “${OUR}”`;
    expect(readReaction(text)).toBeNull();
    expect(readReactionTo(text, () => ["Hello", OUR])).toMatchObject({ removed: false, quoted: OUR });
    expect(readReactionTo(text, () => ["Hello"])).toBeNull();
    expect(detectOptOut(text, { optedOut: false, ours: () => [OUR] }).kind).toBe("reaction");
  });

  test.each([
    [`Ha messo “Mi piace” a “${OUR}”`, false],
    [`Añadió “Me gusta” a “${OUR.slice(0, 30)}…”`, false],
    [`Поставил(а) «Нравится» на «${OUR}»`, false],
    [`Убрал(а) «Нравится» с «${OUR.slice(0, 30)}…»`, true],
  ])("whose name is in quotation marks, too: %s", (text, removed) => {
    const reaction = readReactionTo(text, () => [OUR]);
    expect(reaction).toMatchObject({ emoji: "👍", removed });
    expect(reaction && reactsTo(reaction, [OUR])).toBe(0);
  });

  test("none when the word in quotation marks before our text asks to stop", () => {
    const text = `“Stop” “${OUR}”`;
    expect(readReactionTo(text, () => [OUR])).toBeNull();
    expect(["opt_out", "review"]).toContain(detectOptOut(text, { optedOut: false, ours: () => [OUR] }).kind);
  });

  test("cut by the carrier before its last quotation mark when it quotes one of our texts", () => {
    const long = `${OUR} ${"We meet at the Town Hall. ".repeat(12)}`;
    const text = `Liked “${long}”`.slice(0, 300);
    expect(readReaction(text)).toBeNull();
    expect(readReactionTo(text, () => [long])).toMatchObject({ emoji: "👍", removed: false });
    expect(readReactionTo(text, () => [OUR])).toBeNull();
    expect(readReactionTo(text.slice(0, 60), () => [long])).toBeNull();
  });

  test("a stop sign says stop, and taken away it says nothing", () => {
    expect(detectOptOut(`Reacted 🛑 to “${OUR}”`)).toMatchObject({ kind: "opt_out", rule: "a" });
    expect(detectOptOut(`Removed 🛑 from “${OUR}”`)).toMatchObject({ kind: "reaction" });
  });
});

describe("which of our texts it is to", () => {
  const texts = ["Hi Ana!", OUR, "Thanks, see you there", OUR];

  test("the newest that it quotes, also cut short, in other signs or with other spaces", () => {
    const to = (text: string) => reactsTo(readReaction(text)!, texts);
    expect(to(`Liked “${OUR}”`)).toBe(3);
    expect(to("Liked “Hi Ana!”")).toBe(0);
    expect(to("Liked “Thanks, see…”")).toBe(2);
    expect(to("Liked “Hi Ana, this is Bob with the union. Will you vote on Tuesday?”")).toBe(3);
    expect(to("👍 to “Hi Ana, this is Bob … STOP to opt out”")).toBe(3);
    expect(to("Liked “thanks,  see you there”")).toBe(2);
  });

  test("one whose picture went as a link behind its words", () => {
    expect(isQuoteOf(`${OUR} https://example.org/p/1.png`, OUR)).toBe(true);
    expect(isQuoteOf(`${OUR} and more`, OUR)).toBe(false);
  });

  test("none when it quotes something else or a picture", () => {
    expect(reactsTo(readReaction("Liked “Something else”")!, texts)).toBe(-1);
    expect(reactsTo(readReaction("Liked an image")!, texts)).toBe(-1);
    expect(isQuoteOf("", OUR)).toBe(false);
    expect(isQuoteOf("Hi", OUR)).toBe(false);
  });
});
