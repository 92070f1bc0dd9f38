import type { ThreadMessage } from "../../domain/texter-app/texter.ts";
import { Icon } from "./icons.tsx";
import type { IconName } from "./icons.tsx";
import { shortTime } from "./time/time.ts";
import { savedWords } from "../texter/desk/saved-here.tsx";
import "./delivery.css";

/** The carrier's codes that texters meet most (docs/rules.md#opt-outs-carrier-codes), in their words. */
const REASONS: Record<number, string> = {
  21211: "not a valid number",
  21610: "has opted out",
  21614: "cannot receive texts",
  30003: "the phone is off or has no service",
  30005: "the number does not exist",
  30006: "a landline",
  30007: "filtered by the carrier as unwanted",
  30008: "lost in the network",
  30047: "delayed by the carrier's own texting hours",
  30610: "held back by the carrier's own texting hours",
};

type Shown = { icon: IconName; words: string; tone: "" | "warn" | "wrong" };

/** How far an outgoing text has come. */
export function deliveryOf(
  message: Pick<ThreadMessage, "sendStatus" | "errorCode" | "mayGoAtMs">,
  nowMs: number,
): Shown | null {
  const { sendStatus, errorCode, mayGoAtMs = 0 } = message;
  switch (sendStatus) {
    case null:
      return null;
    case "QUEUED":
      if (mayGoAtMs > nowMs) {
        return { icon: "clock", words: `Waiting for texting hours, goes out ${shortTime(mayGoAtMs, nowMs)}`, tone: "" };
      }
      return { icon: "clock", words: "Queued", tone: "" };
    case "SENDING":
      return { icon: "clock", words: "Sending", tone: "" };
    case "SENT":
      return { icon: "check", words: "Sent", tone: "" };
    case "DELIVERED":
      return { icon: "checks", words: "Delivered", tone: "" };
    case "UNKNOWN":
      return { icon: "alert", words: "Not yet known if it was sent", tone: "warn" };
    case "NOT_ATTEMPTED":
      return { icon: "stop", words: "Not sent", tone: "warn" };
    case "ERROR": {
      const reason = errorCode === null ? "" : `: ${REASONS[errorCode] ?? "carrier error"} (${errorCode})`;
      return { icon: "alert", words: `Not delivered${reason}`, tone: "wrong" };
    }
  }
}

export function Delivery({ shown }: { shown: Shown }) {
  return (
    <span class={`delivery ${shown.tone}`}>
      <Icon name={shown.icon} /> {shown.words}
    </span>
  );
}

export function outboxDelivery(isStuck: boolean): Shown {
  if (isStuck) return { icon: "clock", words: savedWords(1), tone: "warn" };
  return { icon: "clock", words: "On the way", tone: "" };
}
