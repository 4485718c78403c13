"""cos and sin of 2 pi t, two ways. Both take whole turns off first, so that large angles lose nothing more."""

from math import pi

# sin(2 pi v) = v (c0 + c1 v^2 + ... + c4 v^8) on |v| <= 1/4: the polynomial of least maximal error, 3.3e-9
SINE = (6.283185160089482, -41.3416550314151, 81.60100407320024, -76.54978229248127, 39.536706059185306)


def native(g, turns):
    """The device's own functions: right on CPUs."""
    angle = g.op("Mul", _less_whole_turns(g, turns), g.number(2 * pi))
    return g.op("Cos", angle), g.op("Sin", angle)


def polynomial(g, turns):
    """Products and sums alone, right to 2e-7 everywhere.

    WGSL promises its own sine to 2^-11 only, and devices make use of that. With both functions folded to a quarter
    turn, cos(2 pi t) = sin(2 pi (1/4 - |t|)) and sin(2 pi t) = cos(2 pi (t - 1/4)), one polynomial serves both.
    """
    quarter = g.number(0.25)
    return _cosine(g, turns, quarter), _cosine(g, g.op("Sub", turns, quarter), quarter)


def _cosine(g, turns, quarter):
    folded = g.op("Sub", quarter, g.op("Abs", _less_whole_turns(g, turns)))
    square = g.op("Mul", folded, folded)
    value = g.number(SINE[-1])
    for coefficient in reversed(SINE[:-1]):
        value = g.op("Add", g.op("Mul", value, square), g.number(coefficient))
    return g.op("Mul", value, folded)


def _less_whole_turns(g, turns):
    return g.op("Sub", turns, g.op("Round", turns))
