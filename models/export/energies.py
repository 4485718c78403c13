"""Energies and their closed-form gradients. Each class declares its inputs; `at(x)` gives (E [B, 1], grad [B, D])."""

from math import pi

from trig import cos_sin


class MrDAM:
    """E = -(1/beta) log sum_k exp(-beta/2 |x - xi_k|^2), with the sum taken relative to its largest term.

    A step is two products with the memories, because |x - xi|^2 is expanded. To lose no digits to it, everything is
    seen from a `center` among the memories: `memories` are xi - center, `half_squares` their |.|^2 / 2 (up to a
    common constant, which drops out), and the distance to the nearest memory, which the energy mostly is, is taken
    from the difference itself. With `log_form` 0 the energy is -(1/beta) sum_k exp(-beta/2 |x - xi_k|^2).
    """

    def __init__(self, g):
        self._g = g
        self._beta = g.input("beta", [])
        self._center = g.input("center", [1, "D"])
        self._memories = g.input("memories", ["K", "D"])
        self._half_squares = g.input("half_squares", [1, "K"])
        self._is_log = is_log(g)

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
        gradient = g.op("Sub", z, mean)
        # without the logarithm: s = exp(-beta E), E = -s / beta, and the gradient is s times that of the logarithm
        similarity = g.op("Exp", g.op("Neg", g.op("Mul", energy, self._beta)))
        plain = g.op("Neg", g.op("Div", similarity, self._beta))
        per = g.op("Where", self._is_log, g.number(1.0), similarity)
        return g.op("Where", self._is_log, energy, plain), g.op("Mul", gradient, per)


class SinCosDrDAM:
    """E = -(1/beta) log max(s, epsilon), s = phi(x).T, phi = Y^-1/2 [cos h, sin h], h = sqrt(beta) S x.

    T is given as amplitude and phase of each pair, sum_k [cos h_k, sin h_k] = t_amplitude [cos t_phase, sin t_phase]
    [1, R], without Y^-1/2, so that s = (1/Y) sum t_amplitude cos(h - t_phase) and grad s = -(sqrt(beta)/Y) S^T
    (t_amplitude sin(h - t_phase)): one multiplication less for each of both. Where s <= epsilon the gradient is exactly
    0. With `log_form` 0 instead of 1 the energy is -s / beta, and nothing is clipped. The Cos map is this one with
    another T (docs/decisions/feature-maps.md).
    """

    def __init__(self, g, projection):
        self._g = g
        self._projection = projection
        amplitude = g.input("t_amplitude", [1, "R"])
        self._phase = in_cycles(g, g.input("t_phase", [1, "R"]))
        self._beta = g.input("beta", [])
        self._num_features = g.input("num_features", [])
        self._epsilon = g.input("epsilon", [])
        self._is_log = is_log(g)
        self._root_beta = g.op("Sqrt", self._beta)
        self._scale = in_cycles(g, self._root_beta)
        self._amplitude = g.op("Reshape", amplitude, g.ints(-1, 1))
        self._weights = projection.weigh(amplitude)

    def at(self, x):
        g = self._g
        phases = self._projection.project(g.op("Mul", x, self._scale))
        cos, sin = cos_sin(g, g.op("Sub", phases, self._phase))
        similarity = g.op("Div", g.op("MatMul", cos, self._amplitude), self._num_features)
        clipped = g.op("Max", similarity, self._epsilon)
        value = g.op("Where", self._is_log, g.op("Log", clipped), similarity)
        energy = g.op("Neg", g.op("Div", value, self._beta))

        # grad E = -grad s / (beta s): the factors meet the small [B, D] result
        per = g.op("Where", self._is_log, clipped, g.number(1.0))
        divisor = g.op("Mul", g.op("Mul", per, self._root_beta), self._num_features)
        is_frozen = g.op("And", self._is_log, g.op("LessOrEqual", similarity, self._epsilon))
        seen = g.op("Where", is_frozen, g.number(0.0), g.number(1.0))
        slope = self._projection.adjoint(sin, self._weights)
        return energy, g.op("Mul", slope, g.op("Div", seen, divisor))


class ExpDrDAM:
    """E = -(1/beta) log s, s = phi(x).T, of the positive maps; h = sqrt(beta) S x, a = exp(-beta |x|^2).

    Exp: phi = Y^-1/2 a exp(h). ExpExp: phi = (2Y)^-1/2 a [exp(h), exp(-h)]. Both in the log domain, which in exact
    arithmetic changes nothing: `log_t_plus` (and `log_t_minus`) [1, R] are log T without its factor, very low for
    rows past Y, so that log s is a log-sum-exp and grad E = 2 x - S^T p / sqrt(beta), p its softmax weights (those of
    exp(h) less those of exp(-h)). Neither overflows. With `log_form` 0 the energy is -s / beta.
    """

    def __init__(self, g, projection, signs):
        self._g = g
        self._projection = projection
        self._signs = signs
        names = ["log_t_plus", "log_t_minus"][: len(signs)]
        self._log_t = [g.input(name, [1, "R"]) for name in names]
        self._beta = g.input("beta", [])
        self._num_features = g.input("num_features", [])
        self._is_log = is_log(g)
        self._root_beta = g.op("Sqrt", self._beta)
        self._weights = projection.weigh()

    def at(self, x):
        g = self._g
        h = self._projection.project(g.op("Mul", x, self._root_beta))
        scores = [g.op("Add" if sign > 0 else "Sub", t, h) for sign, t in zip(self._signs, self._log_t)]
        highest = scores[0] if len(scores) == 1 else g.op("Max", *scores)
        highest = g.op("ReduceMax", highest, axes=[1], keepdims=1)
        weights = [g.op("Exp", g.op("Sub", score, highest)) for score in scores]
        both = weights[0] if len(weights) == 1 else g.op("Add", *weights)
        total = g.op("ReduceSum", both, g.ints(1), keepdims=1)
        square = g.op("ReduceSumSquare", x, axes=[1], keepdims=1)
        count = g.op("Mul", self._num_features, g.number(float(len(scores))))
        log_s = g.op("Sub", g.op("Add", highest, g.op("Log", g.op("Div", total, count))), g.op("Mul", square, self._beta))
        similarity = g.op("Exp", log_s)
        energy = g.op("Neg", g.op("Div", g.op("Where", self._is_log, log_s, similarity), self._beta))

        odd = weights[0] if len(weights) == 1 else g.op("Sub", *weights)
        drift = self._projection.adjoint(odd, self._weights)
        # the division by the sum meets the small [B, D] result
        toward = g.op("Div", drift, g.op("Mul", total, self._root_beta))
        gradient = g.op("Sub", g.op("Mul", x, g.number(2.0)), toward)
        per = g.op("Where", self._is_log, g.number(1.0), similarity)
        return energy, g.op("Mul", gradient, per)


class InSubspace:
    """An energy of what lies in a subspace, and exactly quadratic outside of it (not the paper's).

    E(x) = E_M(z) + |x_out|^2 / 2, z = (x - origin) basis^T in R^M, x_out = x - origin less its part in the subspace.
    `basis` [M, D] has orthonormal rows. For memories that share their part outside, MrDAM's energy is of this form.
    """

    def __init__(self, g, energy):
        self._g = g
        self._energy = energy
        self._origin = g.input("origin", [1, "D"])
        self._basis = g.input("basis", ["M", "D"])

    def at(self, x):
        g = self._g
        away = g.op("Sub", x, self._origin)
        z = g.op("Gemm", away, self._basis, transB=1)
        inside, slope = self._energy.at(z)
        outside = g.op("Sub", away, g.op("MatMul", z, self._basis))
        square = g.op("ReduceSumSquare", outside, axes=[1], keepdims=1)
        energy = g.op("Add", inside, g.op("Mul", square, g.number(0.5)))
        return energy, g.op("Add", outside, g.op("MatMul", slope, self._basis))


def is_log(g):
    """True where E = -(1/beta) log s is asked for, false for E = -s / beta. Input: log_form [], 1 or 0."""
    return g.op("Greater", g.input("log_form", []), g.number(0.5))


def in_cycles(g, radians):
    """To be applied to what is small: sqrt(beta) rather than h."""
    return g.op("Mul", radians, g.number(1 / (2 * pi)))
