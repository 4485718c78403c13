"""Energies and their closed-form gradients. Each class declares its inputs; `at(x)` gives (E [B, 1], grad [B, D])."""

from math import pi


class MrDAM:
    """E = -(1/beta) log sum_k exp(-beta/2 |x - xi_k|^2), with the sum taken relative to its largest term.

    A step is two products with the memories, because |x - xi|^2 is expanded. To lose no digits to it, everything is
    seen from a `center` among the memories: `memories` are xi - center, `half_squares` their |.|^2 / 2 (up to a
    common constant, which drops out), and the distance to the nearest memory, which the energy mostly is, is taken
    from the difference itself.
    """

    def __init__(self, g):
        self._g = g
        self._beta = g.input("beta", [])
        self._center = g.input("center", [1, "D"])
        self._memories = g.input("memories", ["K", "D"])
        self._half_squares = g.input("half_squares", [1, "K"])

    def at(self, x):
        g = self._g
        z = g.op("Sub", x, self._center)
        overlap = g.op("Sub", g.op("Gemm", z, self._memories, transB=1), self._half_squares)
        scores = g.op("Mul", overlap, self._beta)
        weights = g.op("Exp", g.op("Sub", scores, g.op("ReduceMax", scores, axes=[1], keepdims=1)))
        total = g.op("ReduceSum", weights, g.ints(1), keepdims=1)
        nearest = g.op("Gather", self._memories, g.op("ArgMax", scores, axis=1, keepdims=0), axis=0)
        square = g.op("ReduceSumSquare", g.op("Sub", z, nearest), axes=[1], keepdims=1)
        half_square = g.op("Mul", square, g.number(0.5))
        energy = g.op("Sub", half_square, g.op("Div", g.op("Log", total), self._beta))
        mean = g.op("MatMul", g.op("Div", weights, total), self._memories)
        return energy, g.op("Sub", z, mean)


class SinCosDrDAM:
    """E = -(1/beta) log max(s, epsilon), s = phi(x).T, phi = Y^-1/2 [cos h, sin h], h = sqrt(beta) S x.

    `t_cos` and `t_sin` [R, 1] are kept without their Y^-1/2, so that s = (1/Y) sum(cos h t_cos + sin h t_sin).
    Where s <= epsilon the gradient is exactly 0.
    """

    def __init__(self, g, projection):
        self._g = g
        self._projection = projection
        self._t_cos = g.input("t_cos", ["R", 1])
        self._t_sin = g.input("t_sin", ["R", 1])
        self._beta = g.input("beta", [])
        self._num_features = g.input("num_features", [])
        self._epsilon = g.input("epsilon", [])
        self._root_beta = g.op("Sqrt", self._beta)
        self._t_cos_row = g.op("Transpose", self._t_cos, perm=[1, 0])
        self._t_sin_row = g.op("Transpose", self._t_sin, perm=[1, 0])

    def at(self, x):
        g = self._g
        cos, sin = g.cos_sin(turns(g, self._projection, self._root_beta, x))
        total = g.op("Add", g.op("MatMul", cos, self._t_cos), g.op("MatMul", sin, self._t_sin))
        similarity = g.op("Div", total, self._num_features)
        clipped = g.op("Max", similarity, self._epsilon)
        energy = g.op("Neg", g.op("Div", g.op("Log", clipped), self._beta))

        slope = g.op("Sub", g.op("Mul", cos, self._t_sin_row), g.op("Mul", sin, self._t_cos_row))
        # grad E = -grad s / (beta s), grad s = sqrt(beta)/Y S^T slope: the factors meet the small [B, D] result
        divisor = g.op("Mul", g.op("Mul", clipped, self._root_beta), self._num_features)
        seen = g.op("Where", g.op("Greater", similarity, self._epsilon), g.number(-1.0), g.number(0.0))
        gradient = g.op("Mul", self._projection.adjoint(slope), g.op("Div", seen, divisor))
        return energy, gradient


def turns(g, projection, root_beta, x):
    """h / (2 pi) = sqrt(beta) S x / (2 pi): the angle in turns. The scale meets the small x, not the large h."""
    scale = g.op("Mul", root_beta, g.number(1 / (2 * pi)))
    return projection.project(g.op("Mul", x, scale))
