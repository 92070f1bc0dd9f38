import * as fc from "fast-check";
import { expect, test } from "vitest";
import { messagesIn } from "./emulator/webhooks/inbound.ts";
import { EMPTY_TWIML, messageTwiml } from "./twiml.ts";

test("an empty answer asks the carrier for no text", () => {
  expect(EMPTY_TWIML).toBe('<?xml version="1.0" encoding="UTF-8"?><Response></Response>');
  expect(messagesIn(EMPTY_TWIML)).toEqual([]);
});

test("a confirmation reaches the carrier word for word, with any characters in it", () => {
  const words = `You're out: "no more" texts & <none> from us`;
  expect(messageTwiml(words)).not.toContain("<none>");
  expect(messagesIn(messageTwiml(words))).toEqual([words]);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (any) => {
      // oxlint-disable-next-line no-control-regex
      const carried = any.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "").trim();
      expect(messagesIn(messageTwiml(any))).toEqual(carried === "" ? [] : [carried]);
    }),
  );
});

test("what XML cannot hold is left out", () => {
  expect(messageTwiml("a\u0000b\u000Bc\uD800d")).toContain("<Body>abc\uFFFDd</Body>");
});
