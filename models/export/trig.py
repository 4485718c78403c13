"""cos and sin of 2 pi t, by products and sums alone: right to 8e-7 everywhere, 1.5e-7 in the root mean square.

One reduction and the double angle serve both: with r the fraction of a cycle in [-1/2, 1/2], s = sqrt(2) sin(pi r) and
c = sqrt(2) cos(pi r), cos(2 pi r) = 1 - s^2 and sin(2 pi r) = s c. Devices' own functions are not used: GPUs may be off
by 2^-11, and onnxruntime takes them on a single core (docs/decisions/sine.md).
"""

# s = r (s0 + s1 r^2 + ... + s4 r^8) and c = c0 + c1 r^2 + ... + c4 r^8 on |r| <= 1/2: the polynomials of least maximal
# error, 4.7e-9 and 6.6e-8
HALF_SINE = (4.4428828341499536, -7.30824115454741, 3.60628895824067, -0.8457635962270557, 0.10920575377980046)
HALF_COSINE = (1.414213496565029, -6.978850988240931, 5.739461170721278, -1.8835629875558721, 0.31069819232022505)


def cos_sin(g, phases):
    r = g.op("Sub", phases, g.op("Round", phases))
    square = g.op("Mul", r, r)
    s = g.op("Mul", r, _polynomial(g, HALF_SINE, square))
    c = _polynomial(g, HALF_COSINE, square)
    return g.op("Sub", g.number(1.0), g.op("Mul", s, s)), g.op("Mul", s, c)


def _polynomial(g, coefficients, x):
    value = g.number(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        value = g.op("Add", g.op("Mul", value, x), g.number(coefficient))
    return value
