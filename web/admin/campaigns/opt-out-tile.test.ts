import { expect, test } from "vitest";
import { optOutTile } from "./opt-out-tile.ts";

test.each([
  [{ optOuts: 0, texted: 0, textedOptOuts: 0 }, 0, "nobody was texted yet"],
  [{ optOuts: 3, texted: 0, textedOptOuts: 0 }, 0, "nobody was texted yet; 3 more opted out before a first text"],
  [{ optOuts: 0, texted: 40, textedOptOuts: 0 }, 0, "0% of contacts texted"],
  [{ optOuts: 1, texted: 40, textedOptOuts: 1 }, 1, "2.5% of contacts texted"],
  [{ optOuts: 11, texted: 40, textedOptOuts: 10 }, 10, "25% of contacts texted; 1 more opted out before a first text"],
])("the opt-outs of %o are %i, %s", (numbers, value, more) => {
  expect(optOutTile(numbers)).toEqual({ value, more });
});
