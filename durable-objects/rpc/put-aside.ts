/** An inbound text that could not be taken when it came, as it waits in the queue `whistlestop-webhooks`. */
export type PutAside = {
  kind: "inbound";
  orgId: string;
  /** The body as it came: form-encoded, or JSON. */
  form: string;
  isJson?: boolean;
  /**
   * Whether it arrived at the fallback address, failed at the main one, could not be read at all, or was held until its
   * signature could be checked. Each of them is proven.
   */
  by: "fallback" | "failure" | "unreadable" | "held";
  /** Epoch milliseconds at which it first arrived. */
  at: number;
};
