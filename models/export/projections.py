"""Projections x -> S x and their adjoints w -> S^T (weights w), for S of Y rows and D columns.

Each class declares its own graph inputs; `dim` is what the graph calls the size of the states it is given. `project`
gives [B, R] and `adjoint` takes [B, R], where R counts the rows that are computed: Y for the Gaussian projection, the
rows of all blocks for the structured one (R >= Y; the caller keeps T at 0 past row Y, so that those rows count for
nothing). `weigh` makes of weights [1, R], 1 where none are given, what `adjoint` multiplies with: once for all steps.
"""

from functools import partial


class Gaussian:
    """S given as a matrix: i.i.d. normal entries, or any other rows."""

    def __init__(self, g, dim="D"):
        self._g = g
        self._s = g.input("projection", ["Y", dim])

    def project(self, x):
        return self._g.op("Gemm", x, self._s, transB=1)

    def weigh(self, weights=None):
        return weights

    def adjoint(self, w, weights):
        weighted = self._g.op("Mul", w, weights) if weights else w
        return self._g.op("MatMul", weighted, self._s)


class Structured:
    """Blocks diag(norms) C D3 C D2 C D1 of P rows, where C is a Kronecker product of two or three orthonormal factors.

    D1..D3 are sign diagonals, P >= D is the product of the factor sizes (states are zero-padded to P), `norms` are
    chi-distributed with P degrees of freedom. No row of S is ever formed: a round is one small MatMul per factor.
    """

    ROUNDS = 3

    def __init__(self, g, dim="D", *, num_factors):
        self._g = g
        self._signs = [g.input(f"signs{r}", ["N", "P"]) for r in range(self.ROUNDS)]
        self._norms = g.input("norms", ["N", "P"])
        self._factors = [g.input(f"factor{i}", [f"F{i}", f"F{i}"]) for i in range(num_factors)]
        self._transposed = [g.op("Transpose", f, perm=[1, 0]) for f in self._factors]
        sizes = [g.size(f, 0) for f in self._factors]
        rest = sizes[1] if num_factors == 2 else g.op("Mul", sizes[1], sizes[2])
        self._as_first = g.shape(-1, sizes[0], rest)
        self._as_last = g.shape(-1, sizes[-1])
        self._as_middle = g.shape(-1, sizes[1], sizes[2]) if num_factors == 3 else None
        self._blocks = g.shape(-1, g.op("Shape", self._norms))
        self._flat = None
        self._dim = None
        self._padding = None

    def project(self, x):
        g = self._g
        self._remember_dim(x)
        z = g.op("Unsqueeze", g.op("Pad", x, self._padding), g.ints(1))
        for signs in self._signs:
            z = self._kronecker(g.op("Mul", z, signs), self._factors, self._transposed)
        return g.op("Reshape", g.op("Mul", z, self._norms), self._flat)

    def weigh(self, weights=None):
        """The norms are a multiplication already, so that weights cost nothing more."""
        g = self._g
        return g.op("Mul", self._norms, g.op("Reshape", weights, g.op("Shape", self._norms))) if weights else self._norms

    def adjoint(self, w, weights):
        g = self._g
        z = g.op("Mul", g.op("Reshape", w, self._blocks), weights)
        for signs in reversed(self._signs):
            z = g.op("Mul", self._kronecker(z, self._transposed, self._factors), signs)
        padded = g.op("ReduceSum", z, g.ints(1), keepdims=0)
        return g.op("Slice", padded, g.ints(0), self._dim, g.ints(1))

    def _kronecker(self, z, factors, transposed):
        """Applies the Kronecker product of `factors` to the last axis of z [B, N, P], last factor first."""
        g = self._g
        z = g.op("MatMul", g.op("Reshape", z, self._as_last), transposed[-1])
        if self._as_middle:
            z = g.op("MatMul", factors[1], g.op("Reshape", z, self._as_middle))
        z = g.op("MatMul", factors[0], g.op("Reshape", z, self._as_first))
        return g.op("Reshape", z, self._blocks)

    def _remember_dim(self, x):
        """Shapes that depend on x; every x of a graph has the same, so they are made once."""
        if self._flat:
            return
        g = self._g
        self._dim = g.size(x, 1)
        self._flat = g.shape(g.size(x, 0), -1)
        missing = g.op("Sub", g.size(self._norms, 1), self._dim)
        self._padding = g.shape(0, 0, 0, missing)


PROJECTIONS = {
    "gaussian": Gaussian,
    "structured2": partial(Structured, num_factors=2),
    "structured3": partial(Structured, num_factors=3),
}
