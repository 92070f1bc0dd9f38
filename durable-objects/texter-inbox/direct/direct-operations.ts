/**
 * The texter's operations on direct conversations. The line of the number owns the texts and decides who has it; opt-outs, hours
 * and sending are the phone service's (docs/rules.md#phone-service-direct).
 */
import { refuse } from "../../../domain/outcome.ts";
import { normalizePhone, US_AND_TERRITORIES } from "../../../domain/phone-numbers/phone.ts";
import type { PhoneServiceKnown } from "../../../domain/phone-service/api-tokens.ts";
import { DIRECT_PAGE, directKey } from "../../../domain/phone-service/direct.ts";
import type { DirectDesk, DirectLimit } from "../../../domain/phone-service/direct.ts";
import { lineHoursNow } from "../../../domain/phone-service/line-hours.ts";
import type { LineHours, LineRefusal } from "../../../domain/phone-service/line-texts.ts";
import { cleanText } from "../../../domain/scripts/clean-text.ts";
import { MAX_TEXT_LENGTH, textTooLong } from "../../../domain/scripts/script.ts";
import { leanText } from "../../../domain/scripts/segments.ts";
import type { TexterAnswer, TexterRefusal, TexterRequest } from "../../../domain/texter-app/texter.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { TokenBucket } from "../../kit/time/token-bucket.ts";
import type { NumberNow } from "../../rpc/contact-directory.ts";
import type { SmsLineRpc } from "../../rpc/phone-service/sms-line.ts";
import { notFound } from "../desk/refusals.ts";
import type { DirectDeskStore } from "./direct-desk.ts";

export type DirectOperationDeps = {
  desk: DirectDeskStore;
  now: () => number;
  personId: () => string;
  line: (number: string) => Remote<SmsLineRpc>;
  /** What the organization's directory says of a number now. */
  look: (cell: string) => Promise<NumberNow>;
  phoneService: () => Promise<Pick<PhoneServiceKnown, "settings" | "sending">>;
  throttle: TokenBucket;
  isSimulation: boolean;
};

export class DirectOperations {
  readonly #deps: DirectOperationDeps;

  constructor(deps: DirectOperationDeps) {
    this.#deps = deps;
  }

  shown(): DirectDesk {
    return this.#deps.desk.shown();
  }

  threads(): TexterAnswer<"directThreads"> {
    return { ok: true, ...this.#deps.desk.shown() };
  }

  async thread({ number, peer, before }: TexterRequest<"directThread">): Promise<TexterAnswer<"directThread">> {
    const { desk, personId, line } = this.#deps;
    if (!desk.has(number)) return NOT_HERE;
    const request = { personId: personId(), peer, before: before ?? null, limit: DIRECT_PAGE };
    const [found, limit] = await Promise.all([
      callObject(
        () => line(number),
        (stub) => stub.thread(request),
      ),
      this.#limit(peer),
    ]);
    return found === null ? NOT_HERE : { ok: true, ...found, limit };
  }

  async send({ number, to, messageId, body }: TexterRequest<"directSend">): Promise<TexterAnswer<"directSend">> {
    const { desk, now, personId, line, throttle, isSimulation } = this.#deps;
    if (!desk.has(number)) return NOT_HERE;
    const read = normalizePhone(to, { allowTestNumbers: isSimulation, countries: COUNTRIES });
    if (!read.ok) return refuse("unknown_recipient", read.message);
    if (read.cell === number) return refuse("unknown_recipient", "This is your own number. Enter another one.");
    const words = leanText(cleanText(body));
    if (words.trim() === "") return refuse("bad_request", "The text has nothing that can be read.");
    if (textTooLong(words)) {
      return refuse(
        "too_long",
        `The text has more than ${MAX_TEXT_LENGTH.toLocaleString("en-US")} characters. Shorten it.`,
      );
    }
    const nowMs = now();
    const allowed = throttle.take(1, nowMs);
    if (!allowed.ok) {
      const message = "That was too fast. The text goes out in a moment.";
      return { ...refuse("throttled", message), mayGoAtMs: nowMs + allowed.retryAfterMs };
    }
    const { settings, sending } = await this.#deps.phoneService();
    const [answer] = await callObject(
      () => line(number),
      (stub) =>
        stub.send({
          accountSid: sending.accountSid,
          hours: this.#hours(settings.keepsHours, sending.hours),
          personId: personId(),
          texts: [{ key: directKey(messageId), to: read.cell, body: words, id: messageId }],
        }),
    );
    if (answer === undefined) throw new Error("a line answered without an answer");
    return answer.ok ? { ok: true, peer: read.cell, messageId: answer.messageId } : asTexterRefusal(answer);
  }

  async read({ number, peer, upTo }: TexterRequest<"directRead">): Promise<TexterAnswer<"directRead">> {
    const { desk, personId, line } = this.#deps;
    if (!desk.has(number)) return NOT_HERE;
    await callObject(
      () => line(number),
      (stub) => stub.readUpTo({ personId: personId(), peer, seq: upTo }),
    );
    return { ok: true };
  }

  async #limit(peer: string): Promise<DirectLimit | null> {
    const [number, { settings, sending }] = await Promise.all([this.#deps.look(peer), this.#deps.phoneService()]);
    if (number.optedOut) return { reason: "opted_out" };
    if (number.badNumber !== null) return { reason: "bad_number" };
    const may = lineHoursNow(peer, this.#hours(settings.keepsHours, sending.hours), this.#deps.now());
    if (may.ok) return null;
    return { reason: "outside_hours", ...(may.mayGoAtMs === null ? {} : { mayGoAtMs: may.mayGoAtMs }) };
  }

  #hours(areKept: boolean, hours: LineHours): LineHours | null {
    return areKept ? { ...hours, withoutLaw: this.#deps.isSimulation } : null;
  }
}

const COUNTRIES = [...US_AND_TERRITORIES, "CA"] as const;
const NOT_HERE = notFound("This number is not yours, or not any more. What you typed is kept.");

function asTexterRefusal({ reason, message, mayGoAtMs }: LineRefusal): TexterRefusal {
  const when = mayGoAtMs === undefined ? {} : { mayGoAtMs };
  // The app has used the id of a text for another one.
  return { ...refuse(reason === "key_taken" ? "bad_request" : reason, message), ...when };
}
