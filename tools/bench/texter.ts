/**
 * A texter of the bench: signed in, with the app's socket open. Frames are looked at only as far as a figure needs it,
 * because the driver shares the machine's cores with what it measures.
 */
import { WebSocket } from "ws";
import { APP_PROTOCOL } from "../../domain/texter-app/texter.ts";
import type { DeskItem, TexterAnswers, TexterOp, TexterRequest } from "../../domain/texter-app/texter.ts";
import type { WebhookClient } from "../../twilio/emulator/webhooks/webhook-client.ts";

/** A contact that waits for its first text; the body is JSON already. */
export type WaitingContact = { contactId: string; cell: string; bodyJson: string };
export type Texted = { contactId: string; cell: string };

export type TexterOptions = {
  /** `Origin` of every call: the installation's public address. */
  origin: string;
  /** host:port that is really called. */
  address: string;
  cookie: string;
  campaignId: string;
  http: WebhookClient;
};

type Pending = { resolve: (frame: Buffer) => void; reject: (error: Error) => void };

const ANSWER = /^\{"t":"re","id":(\d+),"r":\{"ok":(true|false)/;
const HTTP_LIMIT_MS = 30_000;
const NEXT_AT_ONCE = 100;
/** What one `take` brings: the batch of the bench's campaigns is larger, so that a desk can hold several. */
export const BATCH = 300;

let made = 0;
/** Ids of requests and messages: unique in a run, and told apart by what they are for. */
export function benchId(purpose: string): string {
  made += 1;
  return `bench-${purpose}-${String(made).padStart(10, "0")}`;
}

export class BenchTexter {
  readonly campaignId: string;
  /** Contacts that were handed out and not texted. */
  readonly waiting: WaitingContact[] = [];
  readonly texted: Texted[] = [];
  /** Gets every frame that is not an answer, as text. */
  onChange: ((frame: string) => void) | null = null;
  readonly #options: TexterOptions;
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  private constructor(options: TexterOptions, socket: WebSocket) {
    this.#options = options;
    this.#socket = socket;
    this.campaignId = options.campaignId;
  }

  static async connect(options: TexterOptions): Promise<BenchTexter> {
    const socket = new WebSocket(`ws://${options.address}/ws/texter`, {
      perMessageDeflate: false,
      headers: { origin: options.origin, cookie: options.cookie, "x-whistlestop-app": String(APP_PROTOCOL) },
    });
    const texter = new BenchTexter(options, socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    // Frames come as one buffer each unless asked otherwise.
    socket.on("message", (data: Buffer) => texter.#read(data));
    socket.on("close", (code, reason) => texter.#closed(`The texter's socket was closed: ${code} ${String(reason)}`));
    socket.on("error", (error) => texter.#closed(error.message));
    socket.send(JSON.stringify({ t: "hello", v: APP_PROTOCOL, seq: 0 }));
    return texter;
  }

  /** Any operation with its answer; throws on a refusal. */
  async op<Op extends TexterOp>(op: Op, params: TexterRequest<Op>): Promise<TexterAnswers[Op]> {
    const frame = await this.#call(op, JSON.stringify(params));
    // The server answers `op` with the answer of `op`; refusals were thrown.
    return (JSON.parse(frame.toString()) as { r: TexterAnswers[Op] }).r;
  }

  /** The same without reading the answer beyond that it is one. */
  async opUnread<Op extends TexterOp>(op: Op, params: TexterRequest<Op>): Promise<void> {
    await this.#call(op, JSON.stringify(params));
  }

  /** Sends a contact's first text over the socket; throws on a refusal. */
  async send(contact: WaitingContact, messageId: string): Promise<void> {
    await this.#call("send", sendParams(contact, messageId));
    this.texted.push(contact);
  }

  /** The same over HTTP. */
  async sendByHttp(contact: WaitingContact, messageId: string): Promise<void> {
    const { origin, address, cookie, http } = this.#options;
    const headers = { origin, cookie, "x-whistlestop-app": "1", "content-type": "application/json" };
    const params = sendParams(contact, messageId);
    const answer = await http.post(`http://${address}/api/texter/send`, headers, params, HTTP_LIMIT_MS);
    if (answer.status !== 200) throw new Error(`send over HTTP: ${answer.status} ${answer.error ?? answer.body}`);
    this.texted.push(contact);
  }

  /** Leases one batch. */
  async take(count = BATCH): Promise<number> {
    const requestId = benchId("take");
    const answer = await this.op("take", { campaignId: this.campaignId, requestId, count });
    return answer.taken;
  }

  /** Collects everything on the desk that was not handed out before. */
  async collect(): Promise<void> {
    const { campaignId } = this;
    for (;;) {
      const { items } = await this.op("next", { campaignId, count: NEXT_AT_ONCE, have: [] });
      const fresh = items.filter((item) => !item.handedOut);
      for (const item of fresh) this.waiting.push(waitingOf(item));
      if (fresh.length < NEXT_AT_ONCE) return;
    }
  }

  /** Leases and collects until `count` contacts wait, or the campaign has none left. Answers with how many it leased. */
  async stock(count: number): Promise<number> {
    let leased = 0;
    while (this.waiting.length < count) {
      const taken = await this.take(Math.min(BATCH, count - this.waiting.length)).catch((error: Error) => {
        // The campaign has no more, or the desk may hold no more.
        if (/"reason":"(nothing_left|batch_in_hand)"/.test(error.message)) return 0;
        throw error;
      });
      if (taken === 0) break;
      leased += taken;
      await this.collect();
    }
    return leased;
  }

  close(): void {
    this.#socket.removeAllListeners("close");
    this.#socket.terminate();
  }

  #call(op: TexterOp, paramsJson: string): Promise<Buffer> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(`{"t":"op","id":${id},"op":"${op}","p":${paramsJson}}`);
    });
  }

  #read(data: Buffer): void {
    const answer = ANSWER.exec(data.subarray(0, 48).toString());
    if (answer === null) {
      this.onChange?.(data.toString());
      return;
    }
    const id = Number(answer[1]);
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (answer[2] === "true") pending?.resolve(data);
    else pending?.reject(new Error(`The product refused: ${data.toString().slice(0, 300)}`));
  }

  #closed(reason: string): void {
    for (const { reject } of this.#pending.values()) reject(new Error(reason));
    this.#pending.clear();
  }
}

function sendParams({ contactId, bodyJson }: WaitingContact, messageId: string): string {
  return `{"contactId":"${contactId}","messageId":"${messageId}","body":${bodyJson},"initial":true,"lastSeenId":null}`;
}

function waitingOf(item: DeskItem): WaitingContact {
  if (item.firstText?.ok !== true) throw new Error(`The contact ${item.contactId} has no first text.`);
  return { contactId: item.contactId, cell: item.cell, bodyJson: JSON.stringify(item.firstText.text) };
}
