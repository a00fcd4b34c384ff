"""Turns Moonshine's base-en model, as its package ships it, into files that sherpa-onnx runs four times as fast.

    python convert_moonshine.py SOURCE OUT

SOURCE holds encoder_model.ort, decoder_model_merged.ort and tokenizer.bin; OUT gets encoder.onnx, decoder_merged.onnx
and tokens.txt.

The shipped graphs keep their matrices in 8 bits and turn each into floats again at every token. Here that arithmetic
on constants is done once, and the matrices are stored as 8-bit blocks of 32 for the MatMulNBits operator, which
multiplies without unpacking them.
"""

import base64
import os
import sys

import numpy
import onnx
from onnx import helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

import ort_graph

VOCABULARY = 32768
IR_VERSION = 8


def main(source, out):
    os.makedirs(out, exist_ok=True)
    encoder = ort_graph.read(os.path.join(source, "encoder_model.ort"))
    onnx.save(quantized(folded(encoder)), os.path.join(out, "encoder.onnx"))
    decoder = ort_graph.read(os.path.join(source, "decoder_model_merged.ort"))
    onnx.save(converted_decoder(decoder), os.path.join(out, "decoder_merged.onnx"))
    write_tokens(os.path.join(source, "tokenizer.bin"), os.path.join(out, "tokens.txt"))


class Constants:
    """A graph's weights, and what is worked out from them alone."""

    def __init__(self, graph):
        self.weights = {weight.name: weight for weight in graph.initializer}
        self.computed = {}

    def value(self, name):
        if name in self.computed:
            return self.computed[name]
        weight = self.weights.get(name)
        return None if weight is None else numpy_helper.to_array(weight)

    def fold(self, node):
        """Works the node out if it only reads constants; says whether it did."""
        if node.op_type not in ("Cast", "Mul", "Add"):
            return False
        values = [self.value(name) for name in node.input]
        if any(value is None for value in values):
            return False
        match node.op_type:
            case "Cast":
                to = next(attribute.i for attribute in node.attribute if attribute.name == "to")
                result = values[0].astype(helper.tensor_dtype_to_np_dtype(to))
            case "Mul":
                result = values[0] * values[1]
            case _:
                result = values[0] + values[1]
        self.computed[node.output[0]] = result
        return True

    def named(self, names, besides=()):
        """The constants among `names` as weights of a graph."""
        kept = [weight for name, weight in self.weights.items() if name in names and name not in besides]
        for name, value in self.computed.items():
            if name in names:
                kept.append(numpy_helper.from_array(value.astype(numpy.float32), name))
        return kept


def read_names(nodes):
    return {name for node in nodes for name in node.input}


def standard_opsets(model):
    return [opset for opset in model.opset_import if opset.domain == ""]


def folded(model):
    """The model with its arithmetic on constants done."""
    graph, constants = model.graph, Constants(model.graph)
    nodes = [node for node in graph.node if not constants.fold(node)]
    result = helper.make_graph(nodes, "encoder", graph.input, graph.output, constants.named(read_names(nodes)))
    return helper.make_model(result, opset_imports=standard_opsets(model), ir_version=IR_VERSION)


def quantized(model):
    quantizer = MatMulNBitsQuantizer(model, bits=8, block_size=32, is_symmetric=False, accuracy_level=4)
    quantizer.process()
    return quantizer.model.model


def converted_decoder(model):
    """The decoder is one If: with the keys and values of earlier tokens, or without. Each branch is converted as a
    model of its own and both are joined again."""
    constants = Constants(model.graph)
    [choice] = [node for node in model.graph.node if not constants.fold(node)]
    branches = {each.name: branch_model(model, each.g, constants) for each in choice.attribute}
    return joined(model, choice, branches)


def branch_model(model, branch, constants):
    """A branch of the If as a model that gives the outer graph's outputs."""
    made = {name for node in branch.node for name in node.output}
    read = read_names(branch.node) | {value.name for value in branch.output}
    nodes, outputs = list(branch.node), []
    for inner, outer in zip(branch.output, model.graph.output):
        name = outer.name + "_out" if outer.name in made | read else outer.name
        nodes.append(helper.make_node("Identity", [inner.name], [name]))
        outputs.append(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    own = {weight.name for weight in branch.initializer}
    inputs = [value for value in model.graph.input if value.name in read]
    weights = list(branch.initializer) + constants.named(read, besides=own)
    graph = helper.make_graph(nodes, branch.name, inputs, outputs, weights)
    return quantized(helper.make_model(graph, opset_imports=standard_opsets(model), ir_version=IR_VERSION))


def joined(model, choice, branches):
    """One If over both branches. Large weights that both have unchanged move to the outer graph; quantized ones stay
    with their branch, because ONNX Runtime 1.28 computes wrong results when two branches share them."""
    first, second = ({each.name: each for each in part.graph.initializer} for part in branches.values())
    shared = {
        name: weight
        for name, weight in first.items()
        if not any(mark in name for mark in ("_Q8", "scale", "zero"))
        and name in second
        and weight.SerializeToString() == second[name].SerializeToString()
    }
    node = helper.make_node("If", list(choice.input), [value.name for value in model.graph.output])
    for name, part in branches.items():
        node.attribute.append(helper.make_attribute(name, renamed(part.graph, name, shared)))
    graph = helper.make_graph(
        [node], "decoder", list(model.graph.input), list(model.graph.output), list(shared.values()))
    opsets = standard_opsets(model)[:1] + [helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)


def renamed(graph, branch, shared):
    """The graph as a branch: names of its own get a prefix, so that the two branches do not shadow each other."""
    prefix = branch + "/"
    names = {weight.name: prefix + weight.name for weight in graph.initializer if weight.name not in shared}
    names |= {name: prefix + name for node in graph.node for name in node.output}
    nodes, weights = [], []
    for index, node in enumerate(graph.node):
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        copy.name = f"{prefix}{index}"
        del copy.input[:], copy.output[:]
        copy.input.extend(names.get(name, name) for name in node.input)
        copy.output.extend(names[name] for name in node.output)
        nodes.append(copy)
    for weight in graph.initializer:
        if weight.name not in shared:
            copy = onnx.TensorProto()
            copy.CopyFrom(weight)
            copy.name = names[weight.name]
            weights.append(copy)
    outputs = [helper.make_tensor_value_info(names[each.name], onnx.TensorProto.FLOAT, None) for each in graph.output]
    return helper.make_graph(nodes, branch, [], outputs, weights)


def tokens(data):
    """The vocabulary: each token a length of 7 bits (14, low first, when the top bit is set) and that many bytes."""
    position = 0
    while position < len(data):
        length = data[position]
        position += 1
        if length >= 128:
            length = data[position] * 128 + length - 128
            position += 1
        yield data[position : position + length]
        position += length


def write_tokens(source, out):
    """sherpa-onnx's list: a token in Base64 and its number on each line, with the mark of a word's start a blank."""
    with open(source, "rb") as file:
        known = list(tokens(file.read()))
    with open(out, "w", encoding="ascii") as file:
        for number in range(VOCABULARY):
            token = known[number].replace("\u2581".encode(), b" ") if number < len(known) else b"<x%d>" % number
            file.write(f"{base64.b64encode(token or b'<>').decode()} {number}\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: convert_moonshine.py SOURCE OUT")
    main(sys.argv[1], sys.argv[2])
