"""Prints the known values that the acceptance tests compare DrDAM with, computed by numpy in float64.

    python3 tests/acceptance/known.py [part ...]

Independent of the engine, the graphs and the tests: patterns, S and phases come from numpy's generator, so that the
values agree with those in the tests in distribution, within the tolerances there, not digit by digit. Every mean comes
with its standard error over queries or trials. All parts take some minutes of computation.
"""

import json
import sys

import numpy as np

ALPHA, EPSILON = 0.1, 1e-5
KINDS = ("at memories", "near memories", "random")
BLOCK_ROWS = 2500


def bits(rng, count, dim):
    """Patterns [count, dim] of bits 0 and 1/sqrt(dim)."""
    return rng.integers(0, 2, (count, dim)) / np.sqrt(dim)


def queries_of_kind(rng, kind, memories, count):
    """The first `count` memories, the same with a tenth of the bits flipped, or other patterns."""
    dim = memories.shape[1]
    if kind == "random":
        return bits(rng, count, dim)
    queries = memories[:count].copy()
    if kind == "near memories":
        for query in queries:
            flipped = rng.choice(dim, int(0.1 * dim), replace=False)
            query[flipped] = 1 / np.sqrt(dim) - query[flipped]
    return queries


def mrdam(memories, beta):
    def at(x):
        scores = -beta / 2 * ((x**2).sum(1)[:, None] - 2 * x @ memories.T + (memories**2).sum(1)[None])
        largest = scores.max(1, keepdims=True)
        weights = np.exp(scores - largest)
        total = weights.sum(1, keepdims=True)
        return -(largest[:, 0] + np.log(total[:, 0])) / beta, x - weights @ memories / total

    return at


def drdam(memories, projection, beta):
    """DrDAM with the SinCos map; S is taken in blocks of rows."""
    blocks = [projection[i : i + BLOCK_ROWS] for i in range(0, len(projection), BLOCK_ROWS)]
    angles = [np.sqrt(beta) * memories @ block.T for block in blocks]
    sums = [(np.cos(h).sum(0), np.sin(h).sum(0)) for h in angles]

    def at(x):
        similarity, slope = np.zeros(len(x)), np.zeros_like(x)
        for block, (cos_sum, sin_sum) in zip(blocks, sums):
            h = np.sqrt(beta) * x @ block.T
            cos, sin = np.cos(h), np.sin(h)
            similarity += cos @ cos_sum + sin @ sin_sum
            slope += (cos * sin_sum - sin * cos_sum) @ block
        similarity, slope = similarity / len(projection), slope / len(projection)
        clipped = np.maximum(similarity, EPSILON)
        gradient = -np.sqrt(beta) * slope / (beta * clipped[:, None])
        gradient[similarity <= EPSILON] = 0
        return -np.log(clipped) / beta, gradient

    return at


def descend(model, queries, steps, free=1.0):
    x = queries
    for _ in range(steps):
        x = x - ALPHA * free * model(x)[1]
    return x


def mean_of(values):
    return {"mean": values.mean(), "se": values.std(ddof=1) / np.sqrt(len(values))}


def signal_to_noise(memories, x, beta, num_features):
    """The kernel sum over the standard deviation of its estimate, from the moments of cos(w.a), w normal."""
    away = x - memories
    signal = np.exp(-beta / 2 * (away**2).sum(1)).sum()
    products, norms = away @ away.T, (away**2).sum(1)
    squares = norms[:, None] + norms[None]
    second = (np.exp(-beta / 2 * (squares - 2 * products)) + np.exp(-beta / 2 * (squares + 2 * products))).sum() / 2
    return signal / np.sqrt((second - signal**2) / num_features)


ERRORS = [
    (30, 40_000, 10),
    (30, 40_000, 30),
    (30, 40_000, 50),
    (100, 5000, 10),
    (100, 5000, 50),
    (100, 40_000, 10),
    (100, 40_000, 30),
    (100, 40_000, 40),
    (100, 40_000, 50),
    (100, 200_000, 30),
    (100, 200_000, 50),
    (500, 40_000, 30),
    (500, 200_000, 50),
]


def errors(num_memories=500, num_queries=50):
    """DrDAM's errors by the protocol of the paper's Figure 3. Of the largest S the signal to noise alone."""
    found = []
    for dim, num_features, beta in ERRORS:
        rng = np.random.default_rng([dim, num_features, beta])
        memories = bits(rng, num_memories, dim)
        is_measured = dim * num_features <= 2e7
        model = drdam(memories, rng.standard_normal((num_features, dim)), beta) if is_measured else None
        for kind in KINDS:
            queries = queries_of_kind(rng, kind, memories, num_queries)
            snr = [signal_to_noise(memories, x, beta, num_features) for x in queries]
            entry = {"dim": dim, "features": num_features, "beta": beta, "queries": kind, "snr": np.median(snr)}
            if model:
                (exact, exact_gradient), (energy, gradient) = mrdam(memories, beta)(queries), model(queries)
                entry["energy"] = mean_of(np.abs(energy - exact))
                entry["gradient"] = mean_of(np.abs(gradient - exact_gradient).mean(1))
                entry["norm"] = mean_of(np.linalg.norm(gradient - exact_gradient, axis=1))
            found.append(entry)
    return found


def divergence():
    """The distance of both models' states after ten steps from random states."""
    distances = []
    for seed in range(3):
        rng = np.random.default_rng([1, seed])
        memories, queries = bits(rng, 20, 30), bits(rng, 20, 30)
        ends = descend(drdam(memories, rng.standard_normal((100_000, 30)), 25), queries, 10)
        distances.append(np.linalg.norm(ends - descend(mrdam(memories, 25), queries, 10), axis=1))
    return mean_of(np.concatenate(distances))


def differing_bits(num_memories=500, beta=50, steps=300, num_queries=20):
    """The share of bits in which the ends of both descents differ."""
    found = []
    for dim, num_features, seeds, kinds in ((30, 40_000, 1, 2), (30, 5000, 2, 3), (500, 5000, 1, 3)):
        shares = [[] for _ in range(kinds)]
        for seed in range(seeds):
            rng = np.random.default_rng([2, dim, num_features, seed])
            memories = bits(rng, num_memories, dim)
            queries = np.concatenate([queries_of_kind(rng, kind, memories, num_queries) for kind in KINDS[:kinds]])
            model = drdam(memories, rng.standard_normal((num_features, dim)), beta)
            is_on = [descend(one, queries, steps) > 0.5 / np.sqrt(dim) for one in (mrdam(memories, beta), model)]
            for kind, part in enumerate(np.split((is_on[0] != is_on[1]).mean(1), kinds)):
                shares[kind].extend(part)
        found.append(
            {"dim": dim, "features": num_features, "seeds": seeds, "shares": [mean_of(np.array(s)) for s in shares]}
        )
    return found


def orthogonal(rng, num_features, dim):
    """Blocks of orthogonal rows with the norms of normal ones."""
    blocks = [np.linalg.qr(rng.standard_normal((dim, dim)))[0] for _ in range(-(-num_features // dim))]
    rows = np.concatenate(blocks)[:num_features]
    return rows * np.sqrt(rng.chisquare(dim, num_features))[:, None]


RETRIEVAL = [
    {"dim": 64, "numMemories": 10, "beta": 30, "features": 16_384, "masked": 0.3, "seeds": 8},
    {"dim": 64, "numMemories": 10, "beta": 30, "features": 4096, "masked": 0.3, "seeds": 20},
    {"dim": 64, "numMemories": 10, "beta": 30, "features": 1024, "masked": 0.3, "seeds": 40},
    {"dim": 64, "numMemories": 10, "beta": 30, "features": 16_384, "masked": 0.5, "seeds": 8},
    {"dim": 256, "numMemories": 5, "beta": 40, "features": 16_384, "masked": 0.3, "seeds": 8},
]


def retrieval(steps=300):
    """How many of the patterns both models return from a part of their bits."""
    found = []
    for setting in RETRIEVAL:
        dim, count, beta = setting["dim"], setting["numMemories"], setting["beta"]
        right = {"mrdam": 0, "drdam": 0}
        for seed in range(setting["seeds"]):
            rng = np.random.default_rng([3, dim, setting["features"], int(10 * setting["masked"]), seed])
            memories = bits(rng, count, dim)
            free = (np.arange(dim) >= dim - int(setting["masked"] * dim)).astype(float)
            make = orthogonal if dim == 256 else lambda r, y, d: r.standard_normal((y, d))
            models = {"mrdam": mrdam(memories, beta), "drdam": drdam(memories, make(rng, setting["features"], dim), beta)}
            for name, model in models.items():
                ends = descend(model, memories * (1 - free), steps, free)
                right[name] += int(((ends > 0.5 / np.sqrt(dim)) == (memories > 0)).all(1).sum())
        found.append({**setting, "trials": setting["seeds"] * count, **right})
    return found


def letters(rng, count):
    """Rows like those of the letter recognition data: 16 integers that scatter around the mean of their class."""
    means = 3 + 9 * rng.random((26, 16))
    rows = np.round(means[rng.integers(0, 26, count)] + 2 * rng.standard_normal((count, 16)))
    return np.clip(rows, 0, 15) / (15 * 4)


def map_features(name, projection, phase, x, beta):
    h = np.sqrt(beta) * x @ projection.T
    damping = np.exp(-beta * (x**2).sum(1))[:, None]
    values = {
        "sincos": lambda: np.concatenate([np.cos(h), np.sin(h)], 1),
        "cos": lambda: np.sqrt(2) * np.cos(h + phase),
        "exp": lambda: damping * np.exp(h),
        "expexp": lambda: np.concatenate([damping * np.exp(h), damping * np.exp(-h)], 1) / np.sqrt(2),
    }
    return values[name]() / np.sqrt(len(projection))


def feature_maps(num_features=40_000, draws=2):
    """Mean errors of energy at queries by feature map, geometric mean of the draws."""
    found = []
    for beta in (1, 10, 30, 60):
        logs = {name: [] for name in ("sincos", "cos", "exp", "expexp")}
        for draw in range(draws):
            rng = np.random.default_rng([4, beta, draw])
            rows = letters(rng, 300)
            memories, queries = rows[:200], rows[200:]
            exact = mrdam(memories, beta)(queries)[0]
            projection = rng.standard_normal((num_features, 16))
            phase = 2 * np.pi * rng.random(num_features)
            for name in logs:
                total = map_features(name, projection, phase, memories, beta).sum(0)
                similarity = map_features(name, projection, phase, queries, beta) @ total
                if name in ("sincos", "cos"):
                    similarity = np.maximum(similarity, EPSILON)
                logs[name].append(np.log(np.abs(-np.log(similarity) / beta - exact).mean()))
        found.append({"beta": beta, **{name: np.exp(np.mean(values)) for name, values in logs.items()}})
    return found


def main():
    parts = {part.__name__: part for part in (errors, divergence, differing_bits, retrieval, feature_maps)}
    for name in sys.argv[1:] or parts:
        print(name, json.dumps(rounded(parts[name]())), flush=True)


def rounded(value):
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


if __name__ == "__main__":
    main()
