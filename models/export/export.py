"""Writes every graph of models/ and its manifest. Needs Python's onnx package alone.

    python3 models/export/export.py [folder]
"""

import hashlib
import json
import sys
from pathlib import Path

from onnx import TensorProto

from descent import descend, evaluate
from energies import ExpDrDAM, InSubspace, MrDAM, SinCosDrDAM
from features import add_exp_features, add_features, project
from graph import OPSET, Graph
from product import product
from projections import PROJECTIONS

STEPS_PER_CALL = (1, 8)

# The positive maps, by the signs of their exponents.
POSITIVE_MAPS = {"exp": (1,), "expexp": (1, -1)}


def all_graphs():
    yield from energy_graphs("mrdam", "MrDAM", MrDAM)
    for name, projection in PROJECTIONS.items():
        yield from energy_graphs(f"drdam_sincos_{name}", "DrDAM", lambda g: SinCosDrDAM(g, projection(g)))
        inside = lambda g: InSubspace(g, SinCosDrDAM(g, projection(g, "M")))
        yield from energy_graphs(f"drdam_sincos_{name}_subspace", "DrDAM in a subspace", inside)
        g = Graph(f"features_sincos_{name}", "The features of a chunk of memories, summed")
        add_features(g, projection(g))
        yield g
        for kind, signs in POSITIVE_MAPS.items():
            make = lambda g: ExpDrDAM(g, projection(g), signs)
            yield from energy_graphs(f"drdam_{kind}_{name}", "DrDAM", make)
            g = Graph(f"features_{kind}_{name}", "The features of a chunk of memories, summed")
            add_exp_features(g, projection(g), signs)
            yield g
        g = Graph(f"project_{name}", "The projection of states, in cycles")
        project(g, projection(g))
        yield g
    g = Graph("product_float64", "A matrix product in float64")
    product(g)
    yield g
    g = Graph("upload", "Its input, unchanged: puts a constant on the device once")
    g.output("there", g.input("here", ["M", "N"]), ["M", "N"])
    yield g


def energy_graphs(name, title, make_energy):
    """The graphs that an energy comes in: steps of descent, and energy with gradient alone."""
    for steps in STEPS_PER_CALL:
        g = Graph(f"{name}_descent_{steps}", f"{steps} step(s) of {title} energy descent")
        descend(g, make_energy(g), steps)
        yield g
    g = Graph(f"{name}_energy", f"{title}'s energy and its gradient")
    evaluate(g, make_energy(g))
    yield g


def describe(values):
    """{name: "float32 [B, D]"} for graph inputs or outputs."""
    types = {TensorProto.FLOAT: "float32", TensorProto.DOUBLE: "float64"}
    described = {}
    for value in values:
        tensor = value.type.tensor_type
        shape = ", ".join(str(d.dim_param or d.dim_value) for d in tensor.shape.dim)
        described[value.name] = f"{types[tensor.elem_type]} [{shape}]"
    return described


def main(folder):
    graphs = {}
    for g in all_graphs():
        model = g.build()
        data = model.SerializeToString()
        (folder / f"{g.name}.onnx").write_bytes(data)
        graphs[g.name] = {
            "about": g.doc,
            "sha256": hashlib.sha256(data).hexdigest(),
            "inputs": describe(model.graph.input),
            "outputs": describe(model.graph.output),
        }
    manifest = {"opset": OPSET, "stepsPerCall": list(STEPS_PER_CALL), "graphs": graphs}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"{len(graphs)} graphs written to {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
