"""Sums over a regular grid on a plane, as matrix products: a point's factor in u meets its factor in v."""

from graph import DOUBLE


def plane_waves(g):
    """Adds a chunk of C features to Y phi(x).T on the grid x = origin + u axis_u + v axis_v.

    phi.T is a sum of plane waves, and exp(i (h + u a + v b)) = exp(i (h + v b)) exp(i u a). The grid comes as coarse plus fine
    offsets, so that a table of M points needs only its two parts' angles: u = u_coarse[p] + u_fine[q].
    Inputs: turns [3, C] (rows: origin, axis_u, axis_v), t_cos, t_sin [1, C], u_coarse, u_fine, v_coarse, v_fine [1-D],
    sum [V, U]. Output: sum_next [V, U], U and V being the products of the parts' sizes.
    """
    rows = g.input("turns", [3, "C"])
    t_cos = g.input("t_cos", [1, "C"])
    t_sin = g.input("t_sin", [1, "C"])
    offsets = {n: g.input(n, [n.upper()]) for n in ("u_coarse", "u_fine", "v_coarse", "v_fine")}
    total = g.input("sum", ["V", "U"])
    origin, along_u, along_v = (g.op("Slice", rows, g.ints(i), g.ints(i + 1), g.ints(0)) for i in range(3))

    cos0, sin0 = g.cos_sin(origin)
    weight = (  # (t_cos - i t_sin) exp(i h0)
        g.op("Add", g.op("Mul", t_cos, cos0), g.op("Mul", t_sin, sin0)),
        g.op("Sub", g.op("Mul", t_cos, sin0), g.op("Mul", t_sin, cos0)),
    )
    column = g.op("Transpose", along_u, perm=[1, 0])
    u_table = _outer(
        g,
        _waves(g, column, g.op("Unsqueeze", offsets["u_coarse"], g.ints(0))),
        _waves(g, column, g.op("Unsqueeze", offsets["u_fine"], g.ints(0))),
        axes=(2, 1),
        shape=g.shape(g.size(column, 0), -1),
    )
    v_coarse = _waves(g, g.op("Unsqueeze", offsets["v_coarse"], g.ints(1)), along_v)
    v_fine = _waves(g, g.op("Unsqueeze", offsets["v_fine"], g.ints(1)), along_v)
    v_table = _outer(g, _times(g, v_coarse, weight), v_fine, axes=(1, 0), shape=g.shape(-1, g.size(along_v, 1)))

    left = g.op("Concat", v_table[0], g.op("Neg", v_table[1]), axis=1)
    right = g.op("Concat", u_table[0], u_table[1], axis=0)
    g.output("sum_next", g.op("Add", total, g.op("MatMul", left, right)), ["V", "U"])


def product(g):
    """rows x columns in float64: MrDAM's landscape, and Gram matrices."""
    rows = g.input("rows", ["M", "K"], DOUBLE)
    columns = g.input("columns", ["K", "N"], DOUBLE)
    g.output("product", g.op("MatMul", rows, columns), ["M", "N"], DOUBLE)


def _waves(g, frequency, offset):
    return g.cos_sin(g.op("Mul", frequency, offset))


def _times(g, a, b):
    """The product of two complex tables, each a pair (real, imaginary)."""
    return (
        g.op("Sub", g.op("Mul", a[0], b[0]), g.op("Mul", a[1], b[1])),
        g.op("Add", g.op("Mul", a[0], b[1]), g.op("Mul", a[1], b[0])),
    )


def _outer(g, coarse, fine, axes, shape):
    """Every coarse entry times every fine one, flattened to one axis of offsets, coarse part first."""
    coarse = [g.op("Unsqueeze", part, g.ints(axes[0])) for part in coarse]
    fine = [g.op("Unsqueeze", part, g.ints(axes[1])) for part in fine]
    return [g.op("Reshape", part, shape) for part in _times(g, coarse, fine)]
