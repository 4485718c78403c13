"""Graphs around the features phi: the sum T over memories, and the bare projection that landscapes start from."""

from energies import in_cycles
from trig import cos_sin


def add_features(g, projection):
    """sum_k cos h(xi_k) and sum_k sin h(xi_k) over a chunk of memories.

    Inputs: x [C, D] memories, beta []. Outputs: cos_sum, sin_sum [1, R].
    """
    x = g.input("x", ["C", "D"])
    scale = in_cycles(g, g.op("Sqrt", g.input("beta", [])))
    features = cos_sin(g, projection.project(g.op("Mul", x, scale)))
    # a product with ones, which takes a fifth of the time of ReduceSum
    ones = g.op("Expand", g.number(1.0), g.shape(1, g.size(x, 0)))
    for name, feature in zip(("cos_sum", "sin_sum"), features):
        g.output(name, g.op("MatMul", ones, feature), [1, "R"])


def add_exp_features(g, projection, signs):
    """sum_k exp(+-h(xi_k) - beta |xi_k|^2) over a chunk of memories, as a scale and a sum so that nothing overflows.

    Inputs: x [C, D] memories, beta []. Outputs for plus, and for minus where asked for: `<sign>_highest` [1, R], the
    largest exponent, and `<sign>_sum` [1, R], the sum of exp(exponent - highest).
    """
    x = g.input("x", ["C", "D"])
    beta = g.input("beta", [])
    h = projection.project(g.op("Mul", x, g.op("Sqrt", beta)))
    squares = g.op("Mul", g.op("ReduceSumSquare", x, axes=[1], keepdims=1), beta)
    for name, sign in zip(("plus", "minus"), signs):
        exponents = g.op("Sub", h if sign > 0 else g.op("Neg", h), squares)
        highest = g.op("ReduceMax", exponents, axes=[0], keepdims=1)
        total = g.op("ReduceSum", g.op("Exp", g.op("Sub", exponents, highest)), g.ints(0), keepdims=1)
        g.output(f"{name}_highest", highest, [1, "R"])
        g.output(f"{name}_sum", total, [1, "R"])


def project(g, projection):
    """phases [B, R] = sqrt(beta) S x / (2 pi), in cycles, whole cycles kept. Inputs: x [B, D], beta []."""
    x = g.input("x", ["B", "D"])
    scale = in_cycles(g, g.op("Sqrt", g.input("beta", [])))
    g.output("phases", projection.project(g.op("Mul", x, scale)), ["B", "R"])
