"""Does the crowd's order come near the truth, and are the divided options found? Three ways to spend the same sheets.

**The crowd**, the same for all three (every draw from the printed seeds; steps are 1…5, one criterion):

- 70 raters, each author of every seventieth option, which they never judge. Each visit is 8 sheets, in a random order
  of people that is gone through again until the budget is spent.
- An option's value is normal round 3 with 0.7, kept within 1.5…4.5; values are the truth that orders are compared with.
- A rater's answer is value + severity (normal, 0.35) + noise (normal, 0.6), rounded and kept within 1…5. It is drawn
  once for each rater and option, so that all three ways ask the same people the same questions.
- 15 of 100 options have two camps: each rater stands 1.1 above or below the value, at even odds.
- One rater in twenty is lazy: half of them always say 3, half always their own favourite step.
- With hostile raters a fifth of all answer the reverse of what they think, half of them at the extreme (1 or 5).
- Herding: where a mean is shown, what people think is drawn three tenths of the way to it.

**The three ways**

- *feed*: options stand in the order of their mean so far (3 without any), which is shown; a visitor takes eight, the
  k-th from the top with a chance in proportion to 1/k. What people rate is what is on top.
- *random*: eight at random, nothing shown.
- *ours*: ``exercises.analysis.queue.portion``, nothing shown.

**What is measured** Spearman's rank correlation of mean steps with the truth (an option without sheets counts as 3),
over SEEDS crowds; and precision and recall of *divided* (``exercises.analysis.camps``, as the pages use it) over all of
them. Also how long the statistics of 10,000 options take.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from exercises.analysis.camps import divisions, yardstick
from exercises.analysis.judged import Tally, judged, yardsticks
from exercises.analysis.placed import placed_arrays
from exercises.analysis.queue import portion
from exercises.analysis.reliability import reliability
from tests.benchmarks.run import record

SEEDS = range(60)
RATERS, VISIT, FLOOR = 70, 8, 15
VALUE, SEVERITY, NOISE, HALF_GAP = 0.7, 0.35, 0.6, 1.1
DIVIDED, LAZY, HOSTILE, HERDING = 0.15, 0.05, 0.2, 0.3
SETTINGS = [(options, each, hostile) for hostile in (False, True) for options in (33, 100) for each in (12, 20)]

Floats = npt.NDArray[np.float64]
Random = np.random.Generator


@dataclass(frozen=True)
class Crowd:
    """Who would say what: *thinks* is raters × options, before rounding; *says* turns that into a step."""

    truth: Floats
    divided: npt.NDArray[np.bool_]
    thinks: Floats
    reverses: npt.NDArray[np.bool_]
    to_extremes: npt.NDArray[np.bool_]
    always: Floats  # a lazy rater's step, nan for the others

    def own(self, rater: int) -> list[int]:
        return list(range(rater, len(self.truth), RATERS))

    def says(self, rater: int, thought: Floats) -> Floats:
        """The steps of *rater* who thinks so."""
        if not np.isnan(self.always[rater]):
            return np.full(len(thought), self.always[rater])
        if self.reverses[rater]:
            thought = np.where(thought > 3, 1.0, 5.0) if self.to_extremes[rater] else 6 - thought
        return np.clip(np.rint(thought), 1, 5)


def crowd(seed: int, options: int, *, hostile: bool) -> Crowd:
    """The crowd of *seed*, as this module's first lines describe it."""
    random = np.random.default_rng([seed, options, hostile])
    truth = np.clip(random.normal(3, VALUE, options), 1.5, 4.5)
    divided = np.arange(options) < round(DIVIDED * options)
    sides = random.choice([-HALF_GAP, HALF_GAP], (RATERS, options)) * divided
    noise = random.normal(0, NOISE, (RATERS, options)) + random.normal(0, SEVERITY, (RATERS, 1))
    kind = random.permutation(RATERS)  # lowest are hostile, highest lazy
    lazy = kind >= RATERS * (1 - LAZY)
    always = np.where(kind % 2 == 0, 3.0, random.integers(1, 6, RATERS))
    reverses = kind < HOSTILE * RATERS * hostile
    return Crowd(truth, divided, truth + sides + noise, reverses, kind % 2 == 0, np.where(lazy, always, np.nan))


# The three ways to choose eight options


@dataclass
class Poll:
    """Sheets so far: steps as raters × options, 0 where there is none."""

    of: Crowd
    random: Random
    steps: Floats

    def open_to(self, rater: int) -> npt.NDArray[np.int64]:
        free = self.steps[rater] == 0
        free[self.of.own(rater)] = False
        return np.flatnonzero(free)

    @property
    def means(self) -> Floats:
        given = (self.steps > 0).sum(axis=0)
        return np.where(given > 0, self.steps.sum(axis=0) / np.maximum(given, 1), 3.0)


Choice = Callable[[Poll, int], npt.NDArray[np.int64]]


def feed(poll: Poll, rater: int) -> npt.NDArray[np.int64]:
    """Eight without repetition, the k-th in the list with a chance in proportion to 1/k."""
    free = poll.open_to(rater)
    listed = free[np.lexsort((poll.random.random(len(free)), -poll.means[free]))]
    chance = 1 / np.arange(1, len(listed) + 1)
    return poll.random.choice(listed, min(VISIT, len(listed)), replace=False, p=chance / chance.sum())


def blind(poll: Poll, rater: int) -> npt.NDArray[np.int64]:
    """Eight at random."""
    return poll.random.permutation(poll.open_to(rater))[:VISIT]


def ours(poll: Poll, rater: int) -> npt.NDArray[np.int64]:
    """The portion that the site would give."""
    sheets = dict(enumerate((poll.steps > 0).sum(axis=0).tolist()))
    done, own = np.flatnonzero(poll.steps[rater]).tolist(), poll.of.own(rater)
    asked = portion(seed=str(rater), sheets=sheets, done=done, skipped=(), own=own, size=VISIT, floor=FLOOR)
    return np.array(asked, dtype=np.int64)


WAYS: dict[str, tuple[Choice, float]] = {"feed": (feed, HERDING), "random": (blind, 0.0), "ours": (ours, 0.0)}


def collect(asked: Crowd, seed: int, budget: int, choose: Choice, herding: float) -> Poll:
    """Spend *budget* sheets on the options that *choose* gives each visitor."""
    poll = Poll(asked, np.random.default_rng([seed, 1]), np.zeros_like(asked.thinks))
    turns = np.random.default_rng([seed, 2])
    while budget > 0:
        for rater in turns.permutation(RATERS).tolist():
            chosen = choose(poll, rater)[:budget]
            shown = (poll.steps[:, chosen] > 0).any(axis=0)
            thought = asked.thinks[rater, chosen]
            thought = thought + herding * shown * (poll.means[chosen] - thought)
            poll.steps[rater, chosen] = asked.says(rater, thought)
            budget -= len(chosen)
    return poll


# Measuring


@dataclass
class Found:
    """What one way found in one crowd."""

    rho: float
    fewest: int
    right: int
    wrong: int
    missed: int


def look(poll: Poll) -> Found:
    """Order and divided options, against the truth."""
    counts = np.stack([(poll.steps == step).sum(axis=0) for step in range(1, 6)], axis=1)
    measured = yardstick(counts)
    found = divisions(counts, measured) if measured else [None] * len(counts)
    flagged = np.array([division is not None and division.divided for division in found])
    truth = poll.of.divided
    rho = float(spearmanr(poll.means, poll.of.truth).statistic)
    right, wrong, missed = (int(n.sum()) for n in (flagged & truth, flagged & ~truth, ~flagged & truth))
    return Found(rho, int(counts.sum(axis=1).min()), right, wrong, missed)


def summary(found: list[Found]) -> dict[str, Any]:
    """Over all crowds: the middle and the spread of the correlation, and the two shares of divided options."""
    rhos = np.array([one.rho for one in found])
    right, wrong, missed = (sum(getattr(one, name) for one in found) for name in ("right", "wrong", "missed"))
    return {
        "rho_mean": round(float(rhos.mean()), 3),
        "rho_p10": round(float(np.percentile(rhos, 10)), 3),
        "rho_p90": round(float(np.percentile(rhos, 90)), 3),
        "precision": round(right / (right + wrong), 3) if right + wrong else None,
        "recall": round(right / (right + missed), 3),
        "flagged": right + wrong,
        "fewest_sheets": round(float(np.mean([one.fewest for one in found])), 1),
    }


def measure(options: int, each: int, *, hostile: bool) -> dict[str, dict[str, Any]]:
    """All ways in all crowds of one setting."""
    found: dict[str, list[Found]] = {name: [] for name in WAYS}
    for seed in SEEDS:
        asked = crowd(seed, options, hostile=hostile)
        for name, (choose, herding) in WAYS.items():
            found[name].append(look(collect(asked, seed, options * each, choose, herding)))
    won = np.mean([one.rho > other.rho for one, other in zip(found["ours"], found["feed"], strict=True)])
    table = {name: summary(all_) for name, all_ in found.items()}
    table["ours"]["better_than_feed"] = round(float(won), 3)
    return table


def speed(options: int, judged_options: int, each: int) -> dict[str, float]:
    """Seconds for all statistics of *options* × 4 criteria, *each* sheets on the first *judged_options*; best of 3."""
    random, criteria = np.random.default_rng(2013), tuple("abcd")
    option = np.repeat(np.arange(judged_options), each)
    level = random.uniform(1.5, 4.5, (judged_options, 4))[option]
    step = np.clip(np.rint(random.normal(level, 0.7)), 1, 5).astype(np.int64)
    at = np.clip(random.normal(0, 0.3, (2, len(option))), -1, 1)
    numbers = np.zeros(len(option), dtype=np.int64) - 1

    def everything() -> Tally[int, str]:
        counts = np.stack([_counted(option, step[:, c], options) for c in range(4)], axis=1)
        tallied = Tally(tuple(range(options)), criteria, counts, np.zeros((options, 4), dtype=np.int64))
        judged(tallied)
        for criterion in criteria:
            reliability(tallied.on(criterion))
        placed_arrays(option, (at[0], at[1]), (numbers, numbers), options=options)
        return tallied

    tallied = everything()
    measured = yardsticks(tallied)
    own = option == 0
    alone = Tally((0,), criteria, tallied.counts[:1], tallied.abstained[:1])

    def one() -> None:
        judged(alone, measured)
        placed_arrays(option[own], (at[0][own], at[1][own]), (numbers[own], numbers[own]), options=1)

    return {"all_s": round(_best(everything), 3), "one_ms": round(_best(one) * 1000, 2)}


def _counted(option: npt.NDArray[np.int64], step: npt.NDArray[np.int64], options: int) -> npt.NDArray[np.int64]:
    return np.bincount(option * 5 + step - 1, minlength=options * 5).reshape(options, 5)


def _best(work: Callable[[], Any]) -> float:
    times = []
    for _turn in range(3):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> None:
    """Measure, print the table, write judgment.json."""
    print(f"seeds {SEEDS.start}–{SEEDS.stop - 1}; numpy's default_rng([seed, options, hostile])\n")
    titles = ("options", "each", "hostile", "way", "rho", "p10", "p90", "precision", "recall", "fewest")
    print("  ".join(f"{title:>9}" for title in titles))
    results: dict[str, Any] = {}
    for options, each, hostile in SETTINGS:
        table = measure(options, each, hostile=hostile)
        results[f"{options}_options_{each}_each{'_fifth_hostile' if hostile else ''}"] = table
        for name, row in table.items():
            keys = ("rho_mean", "rho_p10", "rho_p90", "precision", "recall", "fewest_sheets")
            cells = (options, each, hostile, name, *(row[key] for key in keys))
            print("  ".join(f"{cell!s:>9}" for cell in cells), flush=True)
    fast = {"20,000 sheets on 1,000 of 10,000": speed(10_000, 1000, 20), "all 70 on 10,000": speed(10_000, 10_000, 70)}
    print(f"\nStatistics: {fast}")
    setting = {
        "seeds": [SEEDS.start, SEEDS.stop - 1],
        "raters": RATERS,
        "sheets_a_visit": VISIT,
        "value_sd": VALUE,
        "severity_sd": SEVERITY,
        "noise_sd": NOISE,
        "half_gap": HALF_GAP,
        "divided_share": DIVIDED,
        "lazy_share": LAZY,
        "hostile_share": HOSTILE,
        "herding": HERDING,
    }
    print(f"Written to {record('judgment', {'setting': setting, **results, 'statistics_seconds': fast})}")


if __name__ == "__main__":
    main()
