"""One energy-descent step of DrDAM with a dense S, as numpy takes it, and torch where it is installed.

Arguments: D, Y, B, seed. Prints a line of JSON that says what products run on, then answers each line on stdin, "numpy"
or "torch", with the milliseconds of a step. Closed form in float32: phi = Y^-1/2 [cos h, sin h], h = sqrt(beta) S x,
E = -(1/beta) log max(phi.T, epsilon), and the gradient of that.
"""

import json
import os
import re
import sys
from time import perf_counter

try:
    import numpy as np
except ImportError:
    sys.exit("There is no dense numpy step: numpy is not installed for this Python (on Debian: python3-numpy libopenblas0).")
try:
    import torch
except ImportError:
    torch = None

BETA, EPSILON, ALPHA = 1.0, 1e-5, 0.1


def blas():
    """The library that products really run on: on Linux the one that is loaded, elsewhere what numpy says."""
    known = {"openblas": "OpenBLAS", "mkl": "MKL", "blis": "BLIS", "atlas": "ATLAS", "libblas": "reference BLAS"}
    try:
        with open("/proc/self/maps") as maps:
            loaded = maps.read().lower()
    except OSError:
        return np.show_config(mode="dicts")["Build Dependencies"]["blas"]["name"]
    return next((title for name, title in known.items() if re.search(name, loaded)), "none that is known")


def numpy_step(s, x, t):
    return step(np, s, x, t, fastest([lambda w: w @ s.T, lambda w: (s @ w.T).T], np.ones((len(x), s.shape[1]), s.dtype)))


def torch_step(s, x, t):
    torch.set_num_threads(os.cpu_count())
    s, x, t = torch.from_numpy(s), torch.from_numpy(x), [torch.from_numpy(part) for part in t]
    return step(torch, s, x, t, fastest([lambda w: w @ s.T, lambda w: (s @ w.T).T], torch.ones(len(x), s.shape[1])))


def fastest(ways, argument):
    """Which way of writing a product is fast depends on the library and its version."""
    return min(ways, key=lambda way: min(milliseconds(lambda: way(argument)) for _ in range(3)))


def step(library, s, x, t, adjoint):
    """`s` [D, Y] is S transposed and times sqrt(beta), which costs nothing here; `t` are sums of cos and sin, [Y]."""
    t_cos, t_sin = t
    num_features = s.shape[1]

    def run():
        h = x @ s
        cos, sin = library.cos(h), library.sin(h)
        similarity = (cos @ t_cos + sin @ t_sin) / num_features
        clipped = library.clip(similarity, EPSILON, None)
        energy = -library.log(clipped) / BETA
        slope = cos * t_sin - sin * t_cos
        per = library.where(similarity > EPSILON, -1 / (BETA * num_features * clipped), 0 * clipped)
        return x - ALPHA * per[:, None] * adjoint(slope), energy

    return run


def milliseconds(work):
    begun = perf_counter()
    work()
    return 1e3 * (perf_counter() - begun)


def main():
    dim, num_features, num_queries, seed = map(int, sys.argv[1:])
    random = np.random.default_rng(seed)
    s = random.standard_normal((dim, num_features), dtype=np.float32)
    x = random.random((num_queries, dim), dtype=np.float32) / np.float32(dim**0.5)
    t = [np.ones(num_features, np.float32), np.zeros(num_features, np.float32)]
    steps = {"numpy": numpy_step(s, x, t)}
    if torch:
        steps["torch"] = torch_step(s, x, t)
    about = {"numpy": np.__version__, "blas": blas(), "torch": torch and torch.__version__}
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        print(milliseconds(steps[line.strip()]), flush=True)


main()
