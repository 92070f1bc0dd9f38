import { describe, expect, test } from "vitest";
import { nodeSql } from "../../testing/node-sql.ts";
import { MOST_TRIES, Tries } from "./tries.ts";

const away = () => Promise.reject(Object.assign(new Error("away"), { retryable: true }));
const broken = () => Promise.reject(new TypeError("broken"));
const hangs = () => new Promise<void>(() => {});

function aJob() {
  const sql = nodeSql();
  const clock = { ms: 1_000 };
  const made = () => new Tries({ sql, now: () => clock.ms });
  const until = async (work: () => Promise<void>, most = 100) => {
    for (let runs = 1; runs <= most; runs += 1) {
      const tried = await made().run("import", work);
      if (tried.is !== "failed") return { runs, tried };
    }
    return null;
  };
  return { sql, clock, made, until };
}

describe("a job's tries", () => {
  test("end after five of the same lasting fault, also with a restart after each", async () => {
    const { until } = aJob();
    expect(await until(broken)).toMatchObject({
      runs: MOST_TRIES.lasting,
      tried: { is: "given_up", givenUp: { why: "lasting", tries: 5, most: 5, sinceMs: 1_000 } },
    });
  });

  test("go on for long while something is away", async () => {
    const { until } = aJob();
    expect(await until(away)).toMatchObject({ runs: MOST_TRIES.passing, tried: { givenUp: { why: "passing" } } });
  });

  test("end when the process dies each time before the step's end", async () => {
    const { made } = aJob();
    let started = 0;
    for (let life = 1; life <= MOST_TRIES.stops; life += 1) {
      void made().run("import", () => {
        started += 1;
        return hangs();
      });
    }
    expect(started).toBe(MOST_TRIES.stops);
    expect(await made().run("import", hangs)).toMatchObject({ is: "given_up", givenUp: { why: "stops", error: null } });
  });

  test("begin anew with every step that is done", async () => {
    const { made, until } = aJob();
    for (let step = 1; step <= 20; step += 1) {
      const tries = made();
      const tried = await tries.run("import", async () => {
        tries.progressed("import");
        return broken();
      });
      expect(tried).toMatchObject({ is: "failed", count: { tries: 1, most: 5 } });
    }
    expect(await until(broken)).toMatchObject({ runs: MOST_TRIES.lasting - 1 });
  });

  test("leave nothing when the job gets to its end, and begin anew when it is begun again", async () => {
    const { sql, made, until } = aJob();
    await made().run("import", broken);
    expect(await made().run("import", async () => {})).toMatchObject({ is: "done" });
    expect(sql.all("SELECT * FROM job_tries")).toEqual([]);
    await until(broken);
    made().forget("import");
    expect(await made().run("import", broken)).toMatchObject({ is: "failed" });
  });

  test("are those of one job alone", async () => {
    const { made, until } = aJob();
    await made().run("archive", broken);
    expect(await until(broken)).toMatchObject({ runs: MOST_TRIES.lasting });
  });
});
