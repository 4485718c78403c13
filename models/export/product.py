"""A matrix product: MrDAM's landscape, the transform of DrDAM's, Gram matrices."""

from graph import DOUBLE


def product(g):
    """rows x columns in float64."""
    rows = g.input("rows", ["M", "K"], DOUBLE)
    columns = g.input("columns", ["K", "N"], DOUBLE)
    g.output("product", g.op("MatMul", rows, columns), ["M", "N"], DOUBLE)
