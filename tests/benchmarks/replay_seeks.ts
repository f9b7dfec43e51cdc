/**
 * How long a browser takes to find a moment of a long week: run by bench_replay.py, in the engine that Chromium has.
 * A frame of the screen is 16.7 ms; in it the board is drawn as well, which bench_board measures.
 */
import { type Change, Film } from "../../frontend/elements/board/replay";

const [CHANGES, OPTIONS, SEEKS] = [100_000, 500, 2_000];

function week(): Change[] {
  const changes: Change[] = [];
  for (let seq = 1; seq <= CHANGES; seq += 1) {
    const option = (seq * 7919) % OPTIONS;
    if (seq <= OPTIONS) changes.push([seq, seq, "option.submitted", { option: seq - 1, version: 1 }]);
    else if (seq === OPTIONS + 1) changes.push([seq, seq, "phase.opened", { phase: "reveal", late: false }]);
    else if (seq % 10 === 0) changes.push([seq, seq, "crowd.placed", { points: { [option]: [0.1, 0.2, 20] } }]);
    else if (seq % 3 === 0)
      changes.push([seq, seq, "membership.set", { narrative: 1 + (seq % 4), option, kind: "core" }]);
    else changes.push([seq, seq, "card.moved", { option, x: Math.sin(seq), y: Math.cos(seq), version: seq }]);
  }
  return changes;
}

/** Milliseconds of processor time, which other programs on the machine do not lengthen; the clock's beside it. */
function times(action: (turn: number) => void): Record<string, number> {
  const taken: number[] = [];
  const before = process.cpuUsage();
  for (let turn = 0; turn < SEEKS; turn += 1) {
    const begun = performance.now();
    action(turn);
    taken.push(performance.now() - begun);
  }
  taken.sort((a, b) => a - b);
  return { cpu: cpuSince(before) / SEEKS, median: quantile(taken, 0.5), p95: quantile(taken, 0.95), most: quantile(taken, 1) };
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const quantile = (sorted: number[], q: number) => sorted[Math.floor((sorted.length - 1) * q)] ?? 0;

const film = new Film({
  epoch: "e",
  began: "2013-04-01T00:00:00Z",
  now: "2013-04-12T00:00:00Z",
  days: [],
  revealed: ["reveal"],
  texts: {
    options: Object.fromEntries(Array.from({ length: OPTIONS }, (_, n) => [n, { 1: `Option ${n}` }])),
    narratives: {},
  },
});
film.add(week());
const begun = process.cpuUsage();
film.prepare(() => false);
const prepared = cpuSince(begun);
// The same places every time: a multiplicative walk over all of them.
const anywhere = (turn: number) => (turn * 48_271 * 7) % CHANGES;
console.log(
  JSON.stringify({
    changes: CHANGES,
    options: OPTIONS,
    prepare_cpu_ms: Math.round(prepared),
    seek_anywhere_ms: times((turn) => film.moment(film.seek(anywhere(turn)))),
    next_change_ms: times((turn) => film.moment(film.seek(50_000 + turn))),
    drag_over_the_week_ms: times((turn) => film.moment(film.seek((turn * CHANGES) / SEEKS))),
    heap_mib: Math.round(process.memoryUsage().heapUsed / 2 ** 20),
  }),
);
