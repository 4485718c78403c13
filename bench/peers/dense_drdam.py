"""One energy-descent step of DrDAM with a dense S, as numpy or torch takes it on the CPU.

Arguments: "numpy" or "torch", "plain" (as the formulas stand) or "tuned" (the fastest of several orders), D, Y, B, seed. Prints a line of JSON that says what products run on, then answers each line
on stdin with the milliseconds of a step. Closed form in float32: phi = Y^-1/2 [cos h, sin h], h = sqrt(beta) S x,
E = -(1/beta) log max(phi.T, epsilon), and the gradient of that.
"""

import json
import os
import sys
from importlib import import_module
from time import perf_counter

import numpy as np

BETA, EPSILON, ALPHA = 1.0, 1e-5, 0.1

LIBRARIES = {"openblas": "OpenBLAS", "mkl": "MKL", "blis": "BLIS", "atlas": "ATLAS", "libblas": "reference BLAS"}


def blas():
    """The library that products run on: on Linux the one that is loaded, elsewhere what numpy says."""
    try:
        with open("/proc/self/maps") as maps:
            loaded = maps.read().lower()
    except OSError:
        return np.show_config(mode="dicts")["Build Dependencies"]["blas"]["name"]
    return next((title for name, title in LIBRARIES.items() if name in loaded), "an unknown BLAS")


def make_step(library, way, s, x, t_cos, t_sin):
    """`s` [Y, D] is S times sqrt(beta), which costs nothing here; `t_cos` and `t_sin` are T, [Y]."""
    num_features = s.shape[0]
    columns = s.T.copy() if library is np else s.T.contiguous()

    def step(project, adjoint):
        h = project()
        cos, sin = library.cos(h), library.sin(h)
        similarity = (cos @ t_cos + sin @ t_sin) / num_features
        clipped = library.clip(similarity, EPSILON, None)
        energy = -library.log(clipped) / BETA
        slope = cos * t_sin - sin * t_cos
        per = library.where(similarity > EPSILON, -1 / (BETA * num_features * clipped), 0 * clipped)
        return x - ALPHA * per[:, None] * adjoint(slope), energy

    plain = lambda: step(lambda: x @ s.T, lambda w: w @ s)
    if way == "plain":
        return plain
    others = [
        lambda: step(lambda: x @ columns, lambda w: w @ s),
        lambda: step(lambda: x @ columns, lambda w: (columns @ w.T).T),
    ]
    return min([plain, *others], key=lambda one: min(milliseconds(one) for _ in range(3)))


def milliseconds(work):
    begun = perf_counter()
    work()
    return 1e3 * (perf_counter() - begun)


def main():
    library = import_module(sys.argv[1])
    way = sys.argv[2]
    dim, num_features, num_queries, seed = map(int, sys.argv[3:])
    random = np.random.default_rng(seed)
    s = random.standard_normal((num_features, dim), dtype=np.float32)
    x = random.random((num_queries, dim), dtype=np.float32) / np.float32(dim**0.5)
    arrays = [s, x, np.ones(num_features, np.float32), np.zeros(num_features, np.float32)]
    if library is not np:
        library.set_num_threads(os.cpu_count())
        arrays = [library.from_numpy(array) for array in arrays]
    run = make_step(library, way, *arrays)
    print(json.dumps({"version": library.__version__, "blas": blas()}), flush=True)
    for _ in sys.stdin:
        print(milliseconds(run), flush=True)


main()
