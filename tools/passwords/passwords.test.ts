import { expect, test } from "vitest";
import { COMMON_PASSWORDS } from "../../domain/people/common-passwords.ts";
import { commonPasswords } from "./generate.ts";

test("the list of common passwords is the one that its source gives", () => {
  expect(COMMON_PASSWORDS.split(" ")).toEqual(commonPasswords());
});
