/** `/phonebook`: programs look numbers up, and take them for their users (docs/phone-service.md#phonebook). */
import { Hono } from "hono";
import * as z from "zod";
import { areaCodeOf, isAreaCode } from "../../domain/numbers/area-codes.ts";
import { refuse } from "../../domain/outcome.ts";
import { nanpNumber } from "../../domain/phone-service/sms-request.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { inventoryAt, lineAt } from "../../durable-objects/rpc/stubs.ts";
import { isUsersNumber } from "../../durable-objects/phone-service/user-numbers.ts";
import type { Edge } from "../http/context.ts";
import { jsonBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { isPersonOf } from "../known-ids/known-ids.ts";
import { requireToken } from "./require-token.ts";

const RESERVED_AT_ONCE = 5;
const RESERVED_FOR_MS = 10 * 60_000;
const MOST_BYTES = 10_000;
/** As an idempotency key of `/sms`. */
const KEY = /^[\x21-\x7e][\x20-\x7e]{0,199}$/;

const AREA_CODE = "enter the three digits of an area code, such as 613";
const reserveSchema = z.object({
  areaCode: z
    .union([z.number(), z.string()], AREA_CODE)
    .transform(String)
    .pipe(z.string().regex(/^[2-9]\d\d$/, AREA_CODE)),
  count: z.literal(RESERVED_AT_ONCE, `leave it out: a reservation has always ${RESERVED_AT_ONCE} numbers`).optional(),
});
const assignSchema = z.object({
  userId: z
    .union([z.string(), z.number().int()], "enter your own id of the user, a text")
    .transform(String)
    .pipe(z.string().regex(/^[\x21-\x7e]{1,100}$/, "enter 1 to 100 letters, digits and signs without a blank")),
  refId: z.string("enter the refId of the reservation").max(100),
  phoneNumber: z.string("enter one of the reserved numbers, such as +16132345678").max(40),
});

const NO_NUMBER = refuse(
  "bad_request",
  "This is not a number of North America: write it with its area code, such as +16132345678.",
);
const UNKNOWN_RESERVATION = refuse(
  "unknown_reservation",
  "There is no such reservation of your program: use the refId that /phonebook/reserve has answered.",
);
const EXPIRED = refuse(
  "reservation_expired",
  "This reservation has ended; its numbers are free again. Reserve others, with a new idempotency key.",
);
const WRONG_PAIR = refuse("not_in_reservation", "This number is not one of those that were reserved under this refId.");
const TAKEN = refuse("number_taken", "This number was assigned to another user meanwhile. Reserve others.");

export const phonebook = new Hono<Edge>()
  .get("/find/:number", requireToken("phonebook:read"), async (c) => {
    const number = nanpNumber(c.req.param("number"));
    if (number === null) return refused(c, NO_NUMBER);
    const { orgId, sending } = c.var.program;
    return c.json({ exists: await isUsersNumber(c.env, { orgId, pool: sending.pool }, number) });
  })
  .post("/reserve", requireToken("phonebook:write"), jsonBody(reserveSchema, MOST_BYTES), async (c) => {
    const { areaCode } = c.req.valid("json");
    if (!isAreaCode(areaCode)) {
      return refused(c, refuse("unknown_area_code", `There is no area code ${areaCode} in North America.`));
    }
    const key = c.req.header("idempotency-key");
    if (key !== undefined && !KEY.test(key)) {
      return refused(
        c,
        refuse("bad_request", "The header Idempotency-Key has 1 to 200 letters, digits and signs of ASCII."),
      );
    }
    const { orgId, tokenId, sending } = c.var.program;
    const requestId = `${tokenId}/${key ?? crypto.randomUUID()}`;
    const reserved = await callObject(
      () => inventoryAt(c.env, sending.pool, areaCode),
      (inventory) =>
        inventory.reserve({
          requestId,
          holder: { kind: "program", orgId, tokenId },
          count: RESERVED_AT_ONCE,
          untilMs: Date.now() + RESERVED_FOR_MS,
        }),
    );
    if (reserved.ok) return c.json({ refId: reserved.reservationId, phoneNumbers: reserved.numbers });
    if (reserved.reason !== "too_few") return refused(c, EXPIRED);
    const { available } = reserved;
    const message = `The area code ${areaCode} has ${available} free numbers, and a reservation needs ${RESERVED_AT_ONCE}. Nothing was reserved; try another area code.`;
    return refused(c, { ...refuse("too_few_numbers", message), available });
  })
  .post("/assign", requireToken("phonebook:write"), jsonBody(assignSchema, MOST_BYTES), async (c) => {
    const { userId, refId, phoneNumber } = c.req.valid("json");
    const number = nanpNumber(phoneNumber);
    if (number === null) return refused(c, NO_NUMBER);
    const areaCode = refId.slice(0, refId.indexOf("."));
    if (!isAreaCode(areaCode)) return refused(c, UNKNOWN_RESERVATION);
    if (areaCodeOf(number) !== areaCode) return refused(c, WRONG_PAIR);
    const { orgId, tokenId, sending } = c.var.program;
    const assigned = await callObject(
      () => inventoryAt(c.env, sending.pool, areaCode),
      (inventory) =>
        inventory.assign({
          reservationId: refId,
          holder: { kind: "program", orgId, tokenId },
          uses: [{ number, use: { kind: "user", orgId, userId } }],
          releaseRest: true,
        }),
    );
    if (assigned.ok) {
      // The user is one of the organization's people: their texts come to their own desk.
      const isPerson = await isPersonOf(c.env, orgId, userId);
      await callObject(
        () => lineAt(c.env, orgId, number),
        (line) => line.open({ pool: sending.pool, userId, isPerson }),
      );
      return c.json({ assigned: true });
    }
    switch (assigned.reason) {
      case "unknown_reservation":
        return refused(c, UNKNOWN_RESERVATION);
      case "expired":
        return refused(c, EXPIRED);
      case "not_in_reservation":
        return refused(c, WRONG_PAIR);
      case "assigned_otherwise":
        return refused(c, TAKEN);
    }
  });
