"""n steps of x <- x - alpha free grad E(x), one graph for every energy."""

STEP_LIMIT = 10.0  # a query whose alpha |grad E| is past this has diverged and stays where it is


def descend(g, energy, steps):
    """Adds `steps` steps of descent to g.

    Inputs besides the energy's own: x [B, D], free [B, D] (0 where a coordinate is held), alpha [], max_step []: a step
    alpha |grad E| that is longer is shortened to it.
    Outputs: x_next [B, D], the last state, to be fed back; states [steps, B, D], the states after each step;
    energies and gradient_norms [steps, B], of the states before each step (norms over free coordinates).
    """
    x = g.input("x", ["B", "D"])
    free = g.input("free", ["B", "D"])
    alpha = g.input("alpha", [])
    max_step = g.input("max_step", [])
    energies, norms, states = [], [], []
    for _ in range(steps):
        value, gradient = energy.at(x)
        gradient = g.op("Mul", gradient, free)
        norm = g.op("ReduceL2", gradient, axes=[1], keepdims=1)
        length = g.op("Mul", norm, alpha)
        is_short = g.op("LessOrEqual", length, max_step)
        shortened = g.op("Where", is_short, g.number(1.0), g.op("Div", max_step, length))
        # "not <=" rather than ">", so that a NaN stops its query too
        sound = g.op("LessOrEqual", g.op("Mul", length, shortened), g.number(STEP_LIMIT))
        step = g.op("Mul", gradient, g.op("Mul", alpha, shortened))
        x = g.op("Where", sound, g.op("Sub", x, step), x)
        energies.append(value)
        norms.append(norm)
        states.append(g.op("Unsqueeze", x, g.ints(0)))
    g.output("x_next", x, ["B", "D"])
    g.output("states", _join(g, states, 0), [steps, "B", "D"])
    g.output("energies", g.op("Transpose", _join(g, energies, 1), perm=[1, 0]), [steps, "B"])
    g.output("gradient_norms", g.op("Transpose", _join(g, norms, 1), perm=[1, 0]), [steps, "B"])


def evaluate(g, energy):
    """Adds the energy and its gradient at states, without a step.

    Inputs besides the energy's own: x [B, D]. Outputs: energy [B, 1], gradient [B, D].
    """
    value, gradient = energy.at(g.input("x", ["B", "D"]))
    g.output("energy", value, ["B", 1])
    g.output("gradient", gradient, ["B", "D"])


def _join(g, values, axis):
    return values[0] if len(values) == 1 else g.op("Concat", *values, axis=axis)
