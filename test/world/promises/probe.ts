/** An object that shows what its platform does; played on workerd and on the stand-ins (promises.ts). */
import { DurableObject } from "cloudflare:workers";

export class Probe extends DurableObject {
  readonly #sql: SqlStorage;
  #memory = 0;
  #held: Promise<void> = Promise.resolve();
  #letGo: () => void = () => {};

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT");
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    const at = await this.ctx.storage.getAlarm();
    this.#sql.exec("INSERT INTO rows (text) VALUES (?)", `rang ${info?.retryCount} ${at}`);
    const failing = this.#sql.exec("SELECT count(*) AS n FROM rows WHERE text = 'fail'").one()["n"];
    const rang = this.#sql.exec("SELECT count(*) AS n FROM rows WHERE text LIKE 'rang%'").one()["n"];
    if (Number(rang) <= Number(failing)) throw new Error("staged by this test");
  }

  rows(): string[] {
    return this.#sql
      .exec("SELECT text FROM rows ORDER BY id")
      .toArray()
      .map((row) => String(row["text"]));
  }

  write(...texts: string[]): void {
    for (const text of texts) this.#sql.exec("INSERT INTO rows (text) VALUES (?)", text);
  }

  writeThenThrow(text: string): void {
    this.write(text);
    throw new RangeError("staged by this test");
  }

  inTransaction(text: string, fails: boolean): string {
    try {
      this.ctx.storage.transactionSync(() => {
        this.write(text);
        void this.ctx.storage.setAlarm(Date.now() + 3_600_000);
        if (fails) throw new Error("staged by this test");
      });
      return "committed";
    } catch {
      return "rolled back";
    }
  }

  /** The object is reset in the same turn: what it has written since the last commit is gone. */
  writeThenReset(text: string): void {
    this.write(text);
    this.ctx.abort("staged by this test");
  }

  remember(n: number): number {
    this.#memory += n;
    return this.#memory;
  }

  /** Waits until `letGo` is called: other events come in between. */
  async hold(): Promise<number> {
    this.#held = new Promise((resolve) => (this.#letGo = resolve));
    await this.#held;
    return this.#memory;
  }

  letGo(): void {
    this.#letGo();
  }

  /** Nothing comes in between while the object blocks. */
  async block(): Promise<number> {
    return this.ctx.blockConcurrencyWhile(async () => {
      const before = this.#memory;
      await scheduler.wait(20);
      return this.#memory - before;
    });
  }

  query(text: string, ...params: (string | number | null)[]): unknown {
    try {
      const cursor = this.#sql.exec(text, ...params);
      return [...cursor.raw()];
    } catch (error) {
      return String(error);
    }
  }

  async setAlarm(afterMs: number): Promise<number | null> {
    await this.ctx.storage.setAlarm(Date.now() + afterMs);
    return this.ctx.storage.getAlarm();
  }

  async alarmSet(): Promise<boolean> {
    return (await this.ctx.storage.getAlarm()) !== null;
  }

  async clearAlarm(): Promise<void> {
    await this.ctx.storage.deleteAlarm();
  }

  /** Changes what it was given, and gives back what it has. */
  mirror(value: { list: number[]; at?: Date; map?: Map<string, number>; nothing?: undefined }) {
    value.list.push(99);
    return { value, isDate: value.at instanceof Date, isMap: value.map instanceof Map, keys: Object.keys(value) };
  }

  override async fetch(): Promise<Response> {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment({ n: 1 });
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, data: string): Promise<void> {
    // Made in `fetch`.
    const { n } = socket.deserializeAttachment() as { n: number };
    socket.serializeAttachment({ n: n + 1 });
    this.#memory += 1;
    for (const part of data.split(" ")) socket.send(`${part} ${n} ${this.#memory} ${this.ctx.getWebSockets().length}`);
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    this.write(`closed ${code}`);
    socket.close(code === 1005 || code === 1006 ? 1000 : code, "");
  }
}

export default { fetch: () => new Response("a probe") };
