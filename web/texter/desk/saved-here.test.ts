import { afterEach, beforeEach, expect, test } from "vitest";
import { keepsHere } from "../../device/database.ts";
import { noteAnswered } from "../../ui/online.ts";
import { savedWords } from "./saved-here.tsx";

function asAtFirst(): void {
  keepsHere.value = true;
  noteAnswered(true);
}
// Test files share the app's signals, and others may have left the network or the device's storage away.
beforeEach(asAtFirst);
afterEach(asAtFirst);

test("what has not gone out is said to be saved where it is saved, and when it goes", () => {
  expect(savedWords(2)).toBe("2 saved on this phone, trying again until they go out");
  noteAnswered(false);
  expect(savedWords(1)).toBe("Saved on this phone, goes out when you are online");
});

test("where the browser keeps nothing, the page has to stay open", () => {
  keepsHere.value = false;
  expect(savedWords(1)).toBe("Waiting on this page. Leave it open until it goes out");
  expect(savedWords(3)).toBe("3 waiting on this page. Leave it open until they go out");
});
