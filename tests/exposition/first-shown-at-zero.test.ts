import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FirstShownAtZero } from '../../src/exposition/first-shown-at-zero.ts';
import type { ShownAtZero } from '../../src/ledger/shown-at-zero.ts';

/** A Prometheus: what its increase() over all its samples of a series would be (a fall is taken for a restart). */
class Replica {
  connection = {};
  address = '127.0.0.1';
  readonly last = new Map<number, number>();
  readonly increase = new Map<number, number>();

  take(id: number, value: number): void {
    const before = this.last.get(id);
    if (before !== undefined) {
      const grown = value >= before ? value - before : value;
      this.increase.set(id, (this.increase.get(id) ?? 0) + grown);
    }
    this.last.set(id, value);
  }
}

/** A collector and its ledger: totals and mark outlive a restart. */
class World {
  readonly totals: number[] = [0];
  nowMs = 0;
  mark: ShownAtZero = { introduced: 0, scrapers: 0 };
  firstShown = new FirstShownAtZero(this.mark, 0, 0);

  count(id: number, amount: number): void {
    while (this.totals.length <= id) this.totals.push(0);
    this.totals[id] = (this.totals[id] ?? 0) + amount;
  }

  scrape(replica: Replica): void {
    this.nowMs += 1_000;
    const scraper = { connection: replica.connection, address: replica.address };
    const due = this.firstShown.due(this.nowMs, scraper);
    if (due !== undefined) {
      this.mark = due;
      this.firstShown.advance(due);
    }
    for (let id = 1; id < this.totals.length; id++) {
      replica.take(id, id > this.firstShown.introduced ? 0 : (this.totals[id] ?? 0));
    }
    this.firstShown.shown(scraper, this.totals.length - 1, this.nowMs);
  }

  restart(replicas: readonly Replica[]): void {
    this.firstShown = new FirstShownAtZero(this.mark, this.totals.length - 1, this.nowMs);
    for (const replica of replicas) replica.connection = {};
  }

  restartReplica(replica: Replica): void {
    this.firstShown.closed(replica.connection);
    replica.connection = {};
  }
}

describe('increase() is what was counted', () => {
  test('a new series is shown at 0 once, then with its count', () => {
    const world = new World();
    const a = new Replica();
    world.count(1, 3);
    world.scrape(a);
    assert.equal(a.last.get(1), 0);
    world.scrape(a);
    assert.equal(a.last.get(1), 3);
    world.count(2, 5);
    world.scrape(a);
    assert.equal(a.last.get(2), 0);
    world.scrape(a);
    assert.deepEqual([...a.increase.values()], [3, 5]);
  });

  test('one that asks once and goes does not hold up the others', () => {
    const world = new World();
    const [a, visitor] = [new Replica(), new Replica()];
    world.scrape(a);
    world.scrape(visitor);
    world.restartReplica(visitor);
    world.count(1, 3);
    world.scrape(a);
    world.scrape(a);
    assert.equal(a.last.get(1), 3);
  });

  test('two that share an address, over any history of counts, scrapes and restarts of either side', () => {
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ do: fc.constant('count' as const), id: fc.integer({ min: 1, max: 6 }) }),
      },
      { weight: 6, arbitrary: fc.record({ do: fc.constant('scrape' as const), id: fc.nat(1) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), id: fc.constant(0) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('replica' as const), id: fc.nat(1) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = new World();
        const replicas = [new Replica(), new Replica()];
        const both = () => {
          for (const replica of replicas) world.scrape(replica);
        };
        both();
        both();
        for (const { do: what, id } of steps) {
          const replica = replicas[id % 2] ?? new Replica();
          if (what === 'count') world.count(id, 1);
          else if (what === 'scrape') world.scrape(replica);
          else if (what === 'restart') world.restart(replicas);
          else world.restartReplica(replica);
        }
        both();
        both();
        both();
        for (const { increase } of replicas) {
          for (let id = 1; id < world.totals.length; id++) {
            assert.equal(increase.get(id) ?? 0, world.totals[id], `series ${id}`);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

test('a scraper that comes late finds older counts as they are', () => {
  const world = new World();
  const [a, late] = [new Replica(), new Replica()];
  world.count(1, 3);
  world.scrape(a);
  world.scrape(a);
  world.scrape(late);
  assert.equal(late.last.get(1), 3);
});

describe('nobody has ever scraped', () => {
  test('a ledger of before is taken as it is; what is new since the start is shown at 0', () => {
    const world = new World();
    const a = new Replica();
    world.count(1, 1_000);
    world.restart([]);
    world.count(2, 3);
    world.scrape(a);
    world.scrape(a);
    assert.deepEqual(
      [...a.increase],
      [
        [1, 0],
        [2, 3],
      ],
    );
    assert.equal(a.last.get(1), 1_000);
  });

  test('what came minutes before the first scraper is taken as it is, too', () => {
    const world = new World();
    const a = new Replica();
    world.count(1, 1_000);
    for (const atMs of [120_000, 240_000]) world.firstShown.committed(1, atMs);
    world.nowMs = 250_000;
    world.count(2, 3);
    world.scrape(a);
    world.scrape(a);
    assert.deepEqual(
      [...a.increase],
      [
        [1, 0],
        [2, 3],
      ],
    );
  });

  test('once somebody has, what came in a long silence is shown at 0 to who comes back', () => {
    const world = new World();
    const a = new Replica();
    world.count(1, 1);
    world.scrape(a);
    world.scrape(a);
    world.restartReplica(a);
    world.nowMs += 86_400_000;
    world.count(2, 5);
    for (let at = 0; at < 10; at++) world.firstShown.committed(2, world.nowMs + at * 120_000);
    world.scrape(a);
    world.scrape(a);
    assert.deepEqual(
      [...a.increase],
      [
        [1, 1],
        [2, 5],
      ],
    );
  });
});

test('a scraper whose address changes sees no counter fall, and nothing twice', () => {
  const world = new World();
  const a = new Replica();
  world.count(1, 3);
  world.scrape(a);
  world.scrape(a);
  world.firstShown.closed(a.connection);
  a.connection = {};
  a.address = '10.0.0.9';
  world.count(1, 1);
  world.count(2, 2);
  world.scrape(a);
  world.nowMs += 60_000;
  world.scrape(a);
  world.scrape(a);
  assert.deepEqual(
    [...a.increase],
    [
      [1, 4],
      [2, 2],
    ],
  );
});

test('one that is gone for good holds new series at 0 no longer than five minutes', () => {
  const world = new World();
  const [a, b] = [new Replica(), new Replica()];
  for (const replica of [a, b, a, b]) world.scrape(replica);
  world.firstShown.closed(b.connection);
  world.count(1, 3);
  world.scrape(a);
  world.scrape(a);
  assert.equal(a.last.get(1), 0);
  world.nowMs += 300_000;
  world.scrape(a);
  assert.equal(a.last.get(1), 3);
});

describe('who is waited for', () => {
  /** Two that scrape every `everyMs`, then the second ends its connection, and a new series is counted. */
  function oneHasLeft(everyMs: number): { world: World; a: Replica; b: Replica } {
    const world = new World();
    const [a, b] = [new Replica(), new Replica()];
    b.address = '10.0.0.2';
    for (let round = 0; round < 3; round++) {
      for (const replica of [a, b]) world.scrape(replica);
      world.nowMs += everyMs - 2_000;
    }
    world.firstShown.closed(b.connection);
    world.count(1, 3);
    world.scrape(a);
    return { world, a, b };
  }

  for (const { name, everyMs, heldMs, freeMs } of [
    { name: 'by a short interval: half a minute', everyMs: 5_000, heldMs: 20_000, freeMs: 33_000 },
    { name: 'by its interval: three scrapes', everyMs: 30_000, heldMs: 55_000, freeMs: 95_000 },
    { name: 'by a long interval: five minutes', everyMs: 200_000, heldMs: 95_000, freeMs: 305_000 },
  ]) {
    test(name, () => {
      const held = oneHasLeft(everyMs);
      held.world.nowMs += heldMs;
      held.world.scrape(held.a);
      assert.equal(held.a.last.get(1), 0, 'held');
      const free = oneHasLeft(everyMs);
      free.world.nowMs += freeMs;
      free.world.scrape(free.a);
      assert.equal(free.a.last.get(1), 3, 'no longer');
    });
  }

  test('one that comes from another address is another', () => {
    const { world, a } = oneHasLeft(30_000);
    const stranger = new Replica();
    stranger.address = '10.0.0.3';
    for (let round = 0; round < 2; round++) for (const replica of [stranger, a]) world.scrape(replica);
    assert.equal(a.last.get(1), 0);
  });

  test('one that comes back by a new connection is the one that left', () => {
    const { world, a, b } = oneHasLeft(30_000);
    b.connection = {};
    world.scrape(b);
    world.scrape(a);
    assert.equal(a.last.get(1), 3);
    assert.equal(world.mark.scrapers, 2);
  });

  test('after a restart of the collector all of before, for two minutes', () => {
    const world = new World();
    const [a, b] = [new Replica(), new Replica()];
    b.address = '10.0.0.2';
    for (const replica of [a, b, a, b]) world.scrape(replica);
    assert.equal(world.mark.scrapers, 2);
    world.nowMs += 500_000;
    world.restart([a, b]);
    world.count(1, 3);
    world.scrape(a);
    world.nowMs += 110_000;
    world.scrape(a);
    assert.equal(a.last.get(1), 0);
    world.nowMs += 10_000;
    world.scrape(a);
    assert.equal(a.last.get(1), 3);
  });
});

test('a scraper is counted before it is shown anything, and nothing is written where nothing moved', () => {
  const firstShown = new FirstShownAtZero({ introduced: 4, scrapers: 0 }, 4, 0);
  const coming = { connection: {}, address: '127.0.0.1' };
  const due = firstShown.due(1, coming);
  assert.deepEqual(due, { introduced: 4, scrapers: 1 });
  firstShown.advance({ introduced: 4, scrapers: 1 });
  firstShown.shown(coming, 4, 1);
  assert.equal(firstShown.due(2, coming), undefined);
  assert.deepEqual(firstShown.due(2, { connection: {}, address: '127.0.0.1' }), {
    introduced: 4,
    scrapers: 2,
  });
});

test('at most 256 scrapers are remembered', () => {
  const firstShown = new FirstShownAtZero({ introduced: 1, scrapers: 0 }, 1, 0);
  for (let n = 0; n < 300; n++) firstShown.shown({ connection: {}, address: `10.0.0.${n}` }, 1, n);
  assert.equal(firstShown.due(300)?.scrapers, 256);
});
