"""Writes golden.json: what MrDAM and DrDAM must give, computed by numpy in float64.

    python3 tests/golden/make.py

Independent of the engine, the graphs and their exporter: every matrix is explicit. Inputs are float32 numbers, so
that the engine starts from the very same values.
"""

import json
from pathlib import Path

import numpy as np

ALPHA, STEPS, EPSILON = 0.1, 20, 1e-5


def float32(values):
    return np.asarray(values, np.float32).astype(np.float64)


def mrdam(memories, beta):
    def at(x):
        scores = -beta / 2 * ((x[:, None] - memories[None]) ** 2).sum(-1)
        largest = scores.max(1, keepdims=True)
        weights = np.exp(scores - largest)
        total = weights.sum(1, keepdims=True)
        return -(largest[:, 0] + np.log(total[:, 0])) / beta, x - weights @ memories / total

    return at


def drdam(memories, projection, beta):
    def features(x):
        h = np.sqrt(beta) * x @ projection.T
        return np.concatenate([np.cos(h), np.sin(h)], 1) / np.sqrt(len(projection))

    total = features(memories).sum(0)

    def at(x):
        similarity = features(x) @ total
        h = np.sqrt(beta) * x @ projection.T
        cos_part, sin_part = np.split(total, 2)
        slope = (np.cos(h) * sin_part - np.sin(h) * cos_part) / np.sqrt(len(projection))
        gradient = -np.sqrt(beta) * slope @ projection / (beta * np.maximum(similarity, EPSILON)[:, None])
        gradient[similarity <= EPSILON] = 0
        return -np.log(np.maximum(similarity, EPSILON)) / beta, gradient

    return at


def descend(model, queries, held):
    x, states, energies, norms = queries, [queries], [], []
    for step in range(STEPS + 1):
        energy, gradient = model(x)
        gradient = gradient * (1 - held)
        energies.append(energy)
        norms.append(np.linalg.norm(gradient, axis=1))
        if step < STEPS:
            x = x - ALPHA * gradient
            states.append(x)
    return {"states": np.array(states), "energies": np.array(energies), "gradientNorms": np.array(norms)}


def cosines(size):
    k, j = np.arange(size)[:, None], np.arange(size)[None]
    c = np.sqrt(2 / size) * np.cos(np.pi * (j + 0.5) * k / size)
    c[0] /= np.sqrt(2)
    return c


def structured(factors, signs, norms):
    c = np.eye(1)
    for size in factors:
        c = np.kron(c, cosines(size))
    size, rows = len(c), []
    for start in range(0, len(norms), size):
        block = np.eye(size)
        for diagonal in signs:
            block = c @ (diagonal[start : start + size, None] * block)
        rows.append(norms[start : start + size, None] * block)
    return np.concatenate(rows)


def case(name, memories, queries, beta, rows, held, extra):
    return {
        "name": name,
        "beta": beta,
        "memories": memories,
        "queries": queries,
        "held": held,
        "mrdam": descend(mrdam(memories, beta), queries, held),
        "drdam": descend(drdam(memories, rows, beta), queries, held),
        **extra,
    }


def states(rng, count, dim):
    return float32(rng.random((count, dim)) / np.sqrt(dim))


def main():
    rng = np.random.default_rng(2024)
    cases = []
    for held in (False, True):
        memories, queries = states(rng, 5, 12), states(rng, 3, 12)
        mask = (rng.random((3, 12)) < 0.4) * float(held)
        projection = float32(rng.standard_normal((150, 12)))
        name = "gaussian, some coordinates held" if held else "gaussian"
        cases.append(case(name, memories, queries, 20.0, projection, mask, {"projection": projection}))
    for factors, dim in (((3, 4), 12), ((2, 4), 7), ((2, 3, 4), 24)):
        size = int(np.prod(factors))
        blocks, features = 6, 6 * size - 3
        signs = rng.choice([-1.0, 1.0], (3, blocks * size))
        norms = float32(np.sqrt(rng.chisquare(size, blocks * size)))
        rows = structured(factors, signs, norms)[:features, :dim]
        memories, queries = states(rng, 4, dim), states(rng, 2, dim)
        none_held = np.zeros((2, dim))
        extra = {"factors": factors, "signs": signs, "norms": norms, "numFeatures": features}
        name = f"structured {'x'.join(map(str, factors))}, D {dim}"
        cases.append(case(name, memories, queries, 10.0, rows, none_held, extra))

    golden = {"alpha": ALPHA, "steps": STEPS, "epsilon": EPSILON, "cases": cases}
    path = Path(__file__).resolve().parent / "golden.json"
    # 11 decimals tell any two float32 numbers of this size apart
    path.write_text(json.dumps(golden, default=lambda a: np.round(a, 11).tolist()) + "\n")
    print(f"{len(cases)} cases, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
