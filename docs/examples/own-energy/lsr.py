"""Writes an energy of one's own as an ONNX graph: the log-sum-ReLU energy, which is made of Epanechnikov's kernel.

    E(x) = -(1/beta) log(eps + sum_k relu(1 - beta/2 |x - xi_k|^2))

Needs Python's onnx package, 1.12 or later, and nothing else.

    python3 lsr.py lsr.onnx
"""

import sys

import onnx
from onnx import TensorProto, helper

EPSILON = 1e-6  # keeps the energy finite, and flat, where no memory reaches


def constant(name, value):
    return helper.make_tensor(name, TensorProto.FLOAT, [], [value])


def axes(name, *numbers):
    return helper.make_tensor(name, TensorProto.INT64, [len(numbers)], numbers)


def tensor(name, shape):
    # a letter is a dimension that is left open: B must be one
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


node = helper.make_node
nodes = [
    # differences x - xi [B, K, D], and how much of each kernel is left: 1 - beta/2 |x - xi|^2 [B, K]
    node("Unsqueeze", ["x", "axis_1"], ["x_rows"]),
    node("Sub", ["x_rows", "memories"], ["differences"]),
    node("ReduceSumSquare", ["differences"], ["squares"], axes=[2], keepdims=0),
    node("Mul", ["beta", "half"], ["half_beta"]),
    node("Mul", ["squares", "half_beta"], ["scaled"]),
    node("Sub", ["one", "scaled"], ["kernels"]),
    # E = -(1/beta) log(eps + sum of what is above 0) [B, 1]
    node("Relu", ["kernels"], ["positive"]),
    node("ReduceSum", ["positive", "axis_1"], ["sum"], keepdims=1),
    node("Add", ["sum", "epsilon"], ["total"]),
    node("Log", ["total"], ["log"]),
    node("Div", ["log", "beta"], ["scaled_log"]),
    node("Neg", ["scaled_log"], ["energy"]),
    # grad E = sum over the memories that reach x of (x - xi), / (eps + sum) [B, D]
    node("Greater", ["kernels", "zero"], ["reaches"]),
    node("Cast", ["reaches"], ["weights"], to=TensorProto.FLOAT),
    node("Unsqueeze", ["weights", "axis_2"], ["weight_columns"]),
    node("Mul", ["weight_columns", "differences"], ["weighted"]),
    node("ReduceSum", ["weighted", "axis_1"], ["pull"], keepdims=0),
    node("Div", ["pull", "total"], ["gradient"]),
]
graph = helper.make_graph(
    nodes,
    "lsr",
    [tensor("x", ["B", "D"]), tensor("memories", ["K", "D"]), tensor("beta", [])],
    [tensor("energy", ["B", 1]), tensor("gradient", ["B", "D"])],
    [
        constant("zero", 0.0),
        constant("half", 0.5),
        constant("one", 1.0),
        constant("epsilon", EPSILON),
        axes("axis_1", 1),
        axes("axis_2", 2),
    ],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="lsr.py")
model.ir_version = 8
onnx.checker.check_model(model, full_check=True)
onnx.save(model, sys.argv[1])
