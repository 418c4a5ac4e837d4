import fc from "fast-check";
import { expect, test } from "vitest";
import { Seats } from "../../operator/queue/seats.ts";

test("no more pieces of work run at once than there are seats, all in turn, also when some fail", async () => {
  const works = fc.array(fc.record({ ticks: fc.integer({ min: 1, max: 5 }), fails: fc.boolean() }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), works, async (max, pieces) => {
      const seats = new Seats(max);
      const begun: number[] = [];
      let active = 0;
      let most = 0;
      const results = await Promise.allSettled(
        pieces.map(({ ticks, fails }, index) =>
          seats.use(async () => {
            begun.push(index);
            active += 1;
            most = Math.max(most, active);
            for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
            active -= 1;
            if (fails) throw new Error(String(index));
            return index;
          }),
        ),
      );
      expect(most).toBe(Math.min(max, pieces.length));
      expect(begun).toEqual(pieces.map((_, index) => index));
      expect(results.map(({ status }) => status === "rejected")).toEqual(pieces.map(({ fails }) => fails));
    }),
  );
});
