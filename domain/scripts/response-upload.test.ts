import { describe, expect, test } from "vitest";
import { readResponses } from "./response-upload.ts";

test("title, text and labels may be in any order", () => {
  const file = '\uFEFFLabels,Text,TITLE\r\n"Ride; Urgent","Call ""Joe"", he drives.",Ride\r\n,See you!,Bye\r\n';
  expect(readResponses(file)).toEqual({
    problems: [],
    responses: [
      { line: 2, title: "Ride", text: 'Call "Joe", he drives.', labels: ["Ride", "Urgent"] },
      { line: 3, title: "Bye", text: "See you!", labels: [] },
    ],
  });
});

test("columns may be named below a title, and lines are the file's", () => {
  const { responses, problems } = readResponses("Our answers\n\nTitle;Text\nHours;We are open\nEmpty;\n");
  expect(responses).toMatchObject([{ line: 4, title: "Hours", text: "We are open" }]);
  expect(problems).toMatchObject([{ line: 5, message: "The text is missing." }]);
});

test.each([[";"], ["\t"]])("%j separates, too", (delimiter) => {
  const file = ["title", "text"].join(delimiter) + "\n" + ["A", "B, c"].join(delimiter);
  expect(readResponses(file).responses).toMatchObject([{ title: "A", text: "B, c" }]);
});

describe("problems are named by line", () => {
  test("counted over quoted line ends and blank lines", () => {
    const file = 'title,text\nA,"one\ntwo"\n\n,no title\nB,\na,again\nC,fine';
    expect(readResponses(file)).toEqual({
      responses: [
        { line: 2, title: "A", text: "one\ntwo", labels: [] },
        { line: 8, title: "C", text: "fine", labels: [] },
      ],
      problems: [
        { line: 5, message: "The title is missing." },
        { line: 6, message: "The text is missing." },
        { line: 7, message: "The title “a” is already on line 2." },
      ],
    });
  });

  test("a text that is too long, a quote that is never closed", () => {
    const file = `title,text\nA,${"x".repeat(1601)}\nB,"open\nC,lost`;
    expect(readResponses(file).problems).toEqual([
      { line: 2, message: "The text has 1601 characters. At most 1,600 are possible." },
      { line: 3, message: expect.stringContaining("do not match") },
      // The rest of the file is read all the same.
    ]);
  });

  test.each(["", "a,b\n1,2", "title,words\n1,2"])("a file without the columns: %j", (file) => {
    expect(readResponses(file)).toMatchObject({ responses: [], problems: [{ line: 1 }] });
  });
});
