import { expect, test } from "vitest";
import { passwordRefusal } from "./password-rule.ts";

const owner = {
  email: "maria.lopez@fairview-votes.example",
  firstName: "María",
  lastName: "López",
  organization: "Fairview Votes",
};

test.each([
  "password",
  "Password1",
  "PASSWORD!!",
  "12345678",
  "1234567890",
  "qwertyuiop",
  "iloveyou",
  "Sunshine",
  "sunshine99!",
  "aaaaaaaa",
  "abababab",
  "abcdefgh",
  "87654321",
  "ｐａｓｓｗｏｒｄ",
])("%s is too common", (password) => {
  expect(passwordRefusal(password, owner)).toMatchObject({
    reason: "weak_password",
    message: expect.stringMatching(/guess/),
  });
});

test.each([
  "maria.lopez@fairview-votes.example",
  "Maria.Lopez",
  "maria1984",
  "lopezlopez",
  "lopezmaria!",
  "fairview-votes",
  "fairview votes",
  "López-María",
])("%s is her own name, address or organization", (password) => {
  expect(passwordRefusal(password, owner)).toMatchObject({
    reason: "weak_password",
    message: expect.stringMatching(/name or e-mail/),
  });
});

test.each([
  "a long password",
  "correct horse battery staple",
  "another password",
  "maria walks the dog",
  "tr4in-whistle",
  "пароль для весны",
  "crash-test-1",
])("%s is good enough", (password) => {
  expect(passwordRefusal(password, owner)).toBeNull();
});
