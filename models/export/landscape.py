"""Sums over a regular grid on a plane, as matrix products: a point's factor in u meets its factor in v."""

from graph import DOUBLE


def plane_waves(g):
    """Adds a chunk of C features to Y phi(x).T on a grid x = center +- u axis_u +- v axis_v, u and v >= 0.

    phi.T is a sum of plane waves Re(w exp(i (a u + b v))) with w = (t_cos - i t_sin) exp(i h(center)). A grid is even
    about its center, so its four quarters share all cosines and sines, and with su, sv = +-1

        phi.T Y = cc - su sv ss - su cs - sv sc,   cc = sum Re(w) cos(b v) cos(a u),  ss = sum Re(w) sin sin,
                                                   cs = sum Im(w) cos(b v) sin(a u),  sc = sum Im(w) sin cos:

    four products of a quarter's size instead of two of the whole. Offsets come as coarse plus fine, so that a table
    of M points needs the angles of its two parts only: u = u_coarse[p] + u_fine[q].
    Inputs: turns [3, C] (rows: center, axis_u, axis_v), t_cos, t_sin [1, C], u_coarse, u_fine, v_coarse, v_fine
    [1-D], cc, ss, cs, sc [V, U]. Outputs: cc_next, ss_next, cs_next, sc_next [V, U]; U and V are the products of the
    parts' sizes.
    """
    rows = g.input("turns", [3, "C"])
    t_cos = g.input("t_cos", [1, "C"])
    t_sin = g.input("t_sin", [1, "C"])
    offsets = {n: g.input(n, [n.upper()]) for n in ("u_coarse", "u_fine", "v_coarse", "v_fine")}
    sums = {n: g.input(n, ["V", "U"]) for n in ("cc", "ss", "cs", "sc")}
    center, along_u, along_v = (g.op("Slice", rows, g.ints(i), g.ints(i + 1), g.ints(0)) for i in range(3))

    cos0, sin0 = g.cos_sin(center)
    real = g.op("Add", g.op("Mul", t_cos, cos0), g.op("Mul", t_sin, sin0))
    imaginary = g.op("Sub", g.op("Mul", t_cos, sin0), g.op("Mul", t_sin, cos0))
    cos_u, sin_u = _table(g, offsets["u_coarse"], offsets["u_fine"], along_u)
    cos_v, sin_v = _table(g, offsets["v_coarse"], offsets["v_fine"], along_v)
    products = {
        "cc": (g.op("Mul", cos_v, real), cos_u),
        "ss": (g.op("Mul", sin_v, real), sin_u),
        "cs": (g.op("Mul", cos_v, imaginary), sin_u),
        "sc": (g.op("Mul", sin_v, imaginary), cos_u),
    }
    for name, (left, right) in products.items():
        g.output(f"{name}_next", g.op("Gemm", left, right, sums[name], transB=1), ["V", "U"])


def product(g):
    """rows x columns in float64: MrDAM's landscape, and Gram matrices."""
    rows = g.input("rows", ["M", "K"], DOUBLE)
    columns = g.input("columns", ["K", "N"], DOUBLE)
    g.output("product", g.op("MatMul", rows, columns), ["M", "N"], DOUBLE)


def _table(g, coarse, fine, turns):
    """cos and sin of 2 pi (coarse + fine) turns, [coarse x fine, C]: features last, so that operations run along them."""
    cos_c, sin_c = (g.op("Unsqueeze", part, g.ints(1)) for part in _waves(g, coarse, turns))
    cos_f, sin_f = (g.op("Unsqueeze", part, g.ints(0)) for part in _waves(g, fine, turns))
    shape = g.shape(-1, g.size(turns, 1))
    cosine = g.op("Sub", g.op("Mul", cos_c, cos_f), g.op("Mul", sin_c, sin_f))
    sine = g.op("Add", g.op("Mul", sin_c, cos_f), g.op("Mul", cos_c, sin_f))
    return g.op("Reshape", cosine, shape), g.op("Reshape", sine, shape)


def _waves(g, offsets, turns):
    """cos and sin of 2 pi offset turns, [offsets, C]."""
    return g.cos_sin(g.op("Mul", g.op("Unsqueeze", offsets, g.ints(1)), turns))
