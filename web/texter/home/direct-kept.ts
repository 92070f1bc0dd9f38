/** What a device keeps under keys that begin so is a direct text on its way (direct/direct-outbox.ts). */
export const DIRECT_OUT = "direct.out.";
