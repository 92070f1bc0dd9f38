/** Everything outside of the installation, bundled as one script: the carrier, and people with their browsers. */
export { createEmulator } from "../../../twilio/emulator/emulator.ts";
export { makePlay } from "./play.ts";
