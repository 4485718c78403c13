"""A small builder for ONNX graphs. Values are passed around by name, as ONNX itself does."""

from onnx import TensorProto, checker, helper

OPSET = 17
IR_VERSION = 8  # what opset 17 came with; older readers refuse newer ones

FLOAT, DOUBLE, INT64 = TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.INT64


class Graph:
    """One graph under construction. Every method returns the name of the value it makes."""

    def __init__(self, name, doc):
        self.name = name
        self.doc = doc
        self._nodes = []
        self._inputs = []
        self._outputs = []
        self._constants = {}

    def input(self, name, shape, dtype=FLOAT):
        """Declares an input; `shape` is a list of names (symbolic sizes) and numbers."""
        self._inputs.append(helper.make_tensor_value_info(name, dtype, shape))
        return name

    def output(self, name, value, shape, dtype=FLOAT):
        self._nodes.append(helper.make_node("Identity", [value], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, dtype, shape))

    def op(self, kind, *inputs, **attributes):
        name = f"{kind.lower()}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def number(self, value):
        """A float32 scalar."""
        return self._constant(("f", value), lambda n: helper.make_tensor(n, FLOAT, [], [value]))

    def ints(self, *values):
        """A 1-D int64 tensor: axes, shapes, slices."""
        return self._constant(("i", values), lambda n: helper.make_tensor(n, INT64, [len(values)], values))

    def size(self, value, axis):
        """The size of one axis, as a 1-D int64 tensor that Concat can join."""
        return self.op("Shape", value, start=axis, end=axis + 1)

    def shape(self, *parts):
        """Joins ints and the results of `size` to a shape for Reshape."""
        return self.op("Concat", *[self.ints(p) if isinstance(p, int) else p for p in parts], axis=0)

    def build(self):
        graph = helper.make_graph(
            self._nodes, self.name, self._inputs, self._outputs, list(self._constants.values()), self.doc
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="mnemoscope"
        )
        model.ir_version = IR_VERSION
        checker.check_model(model, full_check=True)
        return model

    def _constant(self, key, make):
        if key not in self._constants:
            self._constants[key] = make(f"const_{len(self._constants)}")
        return self._constants[key].name
