/** Refusals that several operations of the desk give. */
import { refuse } from "../../../domain/outcome.ts";
import type { TexterReason, TexterRefusal } from "../../../domain/texter-app/texter.ts";

export const SUSPENDED: TexterRefusal = refuse(
  "suspended",
  "Your account is suspended. Please ask an admin of your organization.",
);

export function notFound(message = "This was not found."): TexterRefusal {
  return refuse<TexterReason>("not_found", message);
}

/** Of refusals because of the hour, the one that ends first. */
export function earlier(before: TexterRefusal | null, now: TexterRefusal): TexterRefusal {
  return (before?.mayGoAtMs ?? Infinity) < (now.mayGoAtMs ?? Infinity) ? (before ?? now) : now;
}
