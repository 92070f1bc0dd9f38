import { describe, expect, test } from "vitest";
import { afterReport } from "../domain/statuses.ts";
import { parseInbound, parseStatusCallback, reportedStatus } from "./statuses.ts";

describe("a delivery report", () => {
  test.each([
    ["accepted", "SENT"],
    ["queued", "SENT"],
    ["sending", "SENT"],
    ["sent", "SENT"],
    ["delivered", "DELIVERED"],
    ["undelivered", "ERROR"],
    ["failed", "ERROR"],
    ["received", null],
    ["something new", null],
  ])("%s means %s", (theirs, ours) => expect(reportedStatus(theirs)).toBe(ours));

  test("of any status proves that the carrier has a text whose outcome was unknown", () => {
    for (const theirs of ["accepted", "queued", "sending"])
      expect(afterReport("UNKNOWN", reportedStatus(theirs)!)).toBe("SENT");
  });

  test("is read with its error code", () => {
    const params = {
      MessageSid: "SM1",
      AccountSid: "AC1",
      MessageStatus: "undelivered",
      ErrorCode: "30003",
      From: "+16175550100",
    };
    expect(parseStatusCallback(params)).toEqual({
      ok: true,
      value: {
        messageSid: "SM1",
        accountSid: "AC1",
        carrierStatus: "undelivered",
        status: "ERROR",
        errorCode: 30003,
        from: "+16175550100",
      },
    });
  });

  test("that lacks something says what", () => {
    expect(parseStatusCallback({ MessageStatus: "sent" })).toMatchObject({
      reason: expect.stringContaining("MessageSid"),
    });
    expect(parseStatusCallback({ MessageSid: "SM1" })).toMatchObject({
      reason: expect.stringContaining("MessageStatus"),
    });
    expect(parseStatusCallback({ MessageSid: "SM1", MessageStatus: "lost" })).toMatchObject({
      reason: 'status callback with the unknown status "lost"',
    });
  });
});

describe("an inbound text", () => {
  const text = {
    MessageSid: "SM1",
    AccountSid: "AC1",
    From: "+16174440001",
    To: "+16175550100",
    Body: "Yes",
    NumMedia: "0",
  };

  test("is read with sender and number", () => {
    expect(parseInbound({ ...text, MessagingServiceSid: "MG1" })).toEqual({
      ok: true,
      value: {
        messageSid: "SM1",
        accountSid: "AC1",
        from: "+16174440001",
        to: "+16175550100",
        messagingServiceSid: "MG1",
        body: "Yes",
        numMedia: 0,
        media: [],
        optOutType: null,
      },
    });
  });

  test("may have pictures and no words, and the carrier's own STOP is marked", () => {
    const params = {
      ...text,
      Body: "",
      NumMedia: "2",
      MediaUrl0: "https://m.example/0",
      MediaContentType0: "image/png",
      MediaUrl1: "https://m.example/1",
      OptOutType: "STOP",
    };
    expect(parseInbound(params)).toMatchObject({
      value: {
        body: "",
        numMedia: 2,
        media: [
          { url: "https://m.example/0", contentType: "image/png" },
          { url: "https://m.example/1", contentType: "application/octet-stream" },
        ],
        optOutType: "STOP",
      },
    });
  });

  test.each(["MessageSid", "From", "To"])("without %s is refused and says so", (name) => {
    expect(parseInbound({ ...text, [name]: "" })).toEqual({
      ok: false,
      reason: expect.stringContaining(`without ${name}`),
    });
  });
});
