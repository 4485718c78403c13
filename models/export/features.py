"""Graphs around the features phi: the sum T over memories, and the bare projection that landscapes start from."""

from energies import turns


def add_features(g, projection):
    """T + sum_k w_k phi(xi_k) for a chunk of memories.

    Inputs: x [C, D] memories, weights [C, 1] (1 adds, -1 removes), rows [R, 1] (1 for the Y true rows, else 0),
    t_cos, t_sin [R, 1], beta []. Outputs: t_cos_next, t_sin_next [R, 1], without the factor Y^-1/2.
    """
    x = g.input("x", ["C", "D"])
    weights = g.input("weights", ["C", 1])
    rows = g.input("rows", ["R", 1])
    totals = g.input("t_cos", ["R", 1]), g.input("t_sin", ["R", 1])
    root_beta = g.op("Sqrt", g.input("beta", []))
    features = g.cos_sin(turns(g, projection, root_beta, x))
    for name, total, feature in zip(("t_cos_next", "t_sin_next"), totals, features):
        added = g.op("Mul", g.op("Gemm", feature, weights, transA=1), rows)
        g.output(name, g.op("Add", total, added), ["R", 1])


def project(g, projection):
    """turns [B, R] = sqrt(beta) S x / (2 pi), whole turns kept. Inputs: x [B, D], beta []."""
    x = g.input("x", ["B", "D"])
    root_beta = g.op("Sqrt", g.input("beta", []))
    g.output("turns", turns(g, projection, root_beta, x), ["B", "R"])
