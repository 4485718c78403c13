"""Writes models/known-answer.json: one DrDAM step on tiny numbers, computed here in float64 with plain loops.

A device may be used only after it has given this answer. Nothing is shared with the graphs but the formulas.

    python3 models/export/known_answer.py
"""

import json
import math
import random
from pathlib import Path

FACTORS = (3, 4)
BLOCKS = 3
FEATURES = 31  # not a multiple of the block: the last rows count for nothing
MEMORIES, QUERIES = 3, 2
BETA, ALPHA, EPSILON = 6.0, 0.1, 1e-5


def cosine_transform(n):
    return [
        [math.sqrt((1 if k == 0 else 2) / n) * math.cos(math.pi * (j + 0.5) * k / n) for j in range(n)]
        for k in range(n)
    ]


def matmul(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def kronecker(a, b):
    return [[x * y for x in row_a for y in row_b] for row_a in a for row_b in b]


def projection_matrix(signs, norms):
    """S, row by row: diag(norms) C D3 C D2 C D1 for every block."""
    c = kronecker(*(cosine_transform(n) for n in FACTORS))
    size = len(c)
    rows = []
    for block in range(BLOCKS):
        at = slice(block * size, (block + 1) * size)
        m = [[1.0 if i == j else 0.0 for j in range(size)] for i in range(size)]
        for diagonal in signs:
            m = matmul(c, [[d * x for x in row] for d, row in zip(diagonal[at], m)])
        rows += [[n * x for x in row] for n, row in zip(norms[at], m)]
    return rows


def angles(s, x):
    return [math.sqrt(BETA) * sum(a * b for a, b in zip(row, x)) for row in s]


def main():
    rng = random.Random(1)
    dim = FACTORS[0] * FACTORS[1]
    rows = BLOCKS * dim
    signs = [[rng.choice((-1.0, 1.0)) for _ in range(rows)] for _ in range(3)]
    norms = [round(math.sqrt(dim) * rng.uniform(0.8, 1.2), 3) for _ in range(rows)]
    memories = [[round(rng.random() / math.sqrt(dim), 3) for _ in range(dim)] for _ in range(MEMORIES)]
    queries = [[round(rng.random() / math.sqrt(dim), 3) for _ in range(dim)] for _ in range(QUERIES)]
    free = [[float(rng.random() < 0.7) for _ in range(dim)] for _ in range(QUERIES)]

    s = projection_matrix(signs, norms)
    t_cos, t_sin = [0.0] * rows, [0.0] * rows
    for memory in memories:
        for i, h in enumerate(angles(s, memory)[:FEATURES]):
            t_cos[i] += math.cos(h)
            t_sin[i] += math.sin(h)

    energies, states = [], []
    for x, mask in zip(queries, free):
        h = angles(s, x)
        similarity = sum(math.cos(a) * c + math.sin(a) * d for a, c, d in zip(h, t_cos, t_sin)) / FEATURES
        assert similarity > 10 * EPSILON, "the answer must not sit at the clip"
        energies.append(-math.log(similarity) / BETA)
        slope = [math.cos(a) * d - math.sin(a) * c for a, c, d in zip(h, t_cos, t_sin)]
        scale = -math.sqrt(BETA) / FEATURES / (BETA * similarity)
        gradient = [scale * sum(w * row[j] for w, row in zip(slope, s)) for j in range(dim)]
        states.append([a - ALPHA * m * g for a, m, g in zip(x, mask, gradient)])

    answer = {
        "numFeatures": FEATURES,
        "blocks": BLOCKS,
        "factors": FACTORS,
        "beta": BETA,
        "alpha": ALPHA,
        "epsilon": EPSILON,
        "signs": signs,
        "norms": norms,
        "memories": memories,
        "queries": queries,
        "free": free,
        "energies": energies,
        "states": states,
    }
    path = Path(__file__).resolve().parent.parent / "known-answer.json"
    path.write_text(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
