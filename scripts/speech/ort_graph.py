"""Reads a model in ONNX Runtime's own file format (a flatbuffer, `.ort`) into an ONNX model.

The format keeps the graph after some optimisation but loses nothing: names, types, attributes and weights are all
there, only the order of the nodes is not that of their dependencies.
"""

from collections import defaultdict, deque

import onnx
from onnx import AttributeProto, TensorProto, helper
from onnxruntime.tools.ort_format_model.ort_flatbuffers_py.fbs.InferenceSession import InferenceSession
from onnxruntime.tools.ort_format_model.ort_flatbuffers_py.fbs.TensorTypeAndShape import TensorTypeAndShape

FIXED, NAMED = 1, 2  # kinds of dimension in the flatbuffer


def read(path):
    """The model in the file at `path`."""
    with open(path, "rb") as file:
        model = InferenceSession.GetRootAsInferenceSession(file.read(), 0).Model()
    graph = _graph(model.Graph(), "main")
    used = set(_domains(graph)) | {""}
    opsets = [model.OpsetImport(i) for i in range(model.OpsetImportLength())]
    imports = [helper.make_opsetid(_text(o.Domain()), o.Version()) for o in opsets if _text(o.Domain()) in used]
    return helper.make_model(graph, opset_imports=imports, ir_version=min(model.IrVersion(), 10))


def _text(value):
    return (value or b"").decode()


def _tensor(source):
    tensor = TensorProto(name=_text(source.Name()), data_type=source.DataType())
    tensor.dims.extend(source.Dims(i) for i in range(source.DimsLength()))
    if tensor.data_type == TensorProto.STRING:
        tensor.string_data.extend(source.StringData(i) for i in range(source.StringDataLength()))
    else:
        tensor.raw_data = source.RawDataAsNumpy().tobytes() if source.RawDataLength() else b""
    return tensor


def _dimension(source):
    if source.DimType() == FIXED:
        return source.DimValue()
    return _text(source.DimParam()) if source.DimType() == NAMED else None


def _value(name, argument):
    kind = argument.Type() if argument is not None else None
    table = kind.Value() if kind is not None else None
    if table is None:
        return helper.make_empty_tensor_value_info(name)
    tensor = TensorTypeAndShape()
    tensor.Init(table.Bytes, table.Pos)
    shape = tensor.Shape()
    dimensions = None if shape is None else [_dimension(shape.Dim(i).Value()) for i in range(shape.DimLength())]
    return helper.make_tensor_value_info(name, tensor.ElemType(), dimensions)


def _attribute(source):
    attribute = AttributeProto(name=_text(source.Name()), type=source.Type())
    match source.Type():
        case AttributeProto.FLOAT:
            attribute.f = source.F()
        case AttributeProto.INT:
            attribute.i = source.I()
        case AttributeProto.STRING:
            attribute.s = source.S() or b""
        case AttributeProto.TENSOR:
            attribute.t.CopyFrom(_tensor(source.T()))
        case AttributeProto.GRAPH:
            attribute.g.CopyFrom(_graph(source.G(), attribute.name))
        case AttributeProto.FLOATS:
            attribute.floats.extend(source.Floats(i) for i in range(source.FloatsLength()))
        case AttributeProto.INTS:
            attribute.ints.extend(source.Ints(i) for i in range(source.IntsLength()))
        case AttributeProto.STRINGS:
            attribute.strings.extend(source.Strings(i) for i in range(source.StringsLength()))
        case other:
            raise ValueError(f"attribute {attribute.name} has type {other}, which no known model uses")
    return attribute


def _node(source):
    node = onnx.NodeProto(op_type=_text(source.OpType()), domain=_text(source.Domain()), name=_text(source.Name()))
    node.input.extend(_text(source.Inputs(i)) for i in range(source.InputsLength()))
    node.output.extend(_text(source.Outputs(i)) for i in range(source.OutputsLength()))
    node.attribute.extend(_attribute(source.Attributes(i)) for i in range(source.AttributesLength()))
    return node


def _graph(source, name):
    arguments = {_text(source.NodeArgs(i).Name()): source.NodeArgs(i) for i in range(source.NodeArgsLength())}
    weights = [_tensor(source.Initializers(i)) for i in range(source.InitializersLength())]
    weight_names = {weight.name for weight in weights}
    inputs = [_text(source.Inputs(i)) for i in range(source.InputsLength())]
    outputs = [_text(source.Outputs(i)) for i in range(source.OutputsLength())]
    return helper.make_graph(
        _in_order([_node(source.Nodes(i)) for i in range(source.NodesLength())]),
        name,
        [_value(each, arguments.get(each)) for each in inputs if each not in weight_names],
        [_value(each, arguments.get(each)) for each in outputs],
        weights,
    )


def _needs(node):
    """Names that a node reads, its inner graphs' free names included."""
    names = {name for name in node.input if name}
    for attribute in node.attribute:
        if attribute.type == AttributeProto.GRAPH:
            inner = attribute.g
            own = {name for each in inner.node for name in each.output}
            own |= {weight.name for weight in inner.initializer} | {value.name for value in inner.input}
            read_inside = {name for each in inner.node for name in _needs(each)}
            names |= (read_inside | {value.name for value in inner.output}) - own
    return names


def _in_order(nodes):
    """The nodes, each after those whose output it reads; otherwise in the order given."""
    maker = {name: index for index, node in enumerate(nodes) for name in node.output}
    awaited = [{maker[name] for name in _needs(node) if name in maker} for node in nodes]
    readers = defaultdict(list)
    for index, makers in enumerate(awaited):
        for each in makers:
            readers[each].append(index)
    missing = [len(makers) for makers in awaited]
    ready = deque(index for index, count in enumerate(missing) if count == 0)
    ordered = []
    while ready:
        index = ready.popleft()
        ordered.append(nodes[index])
        for reader in readers[index]:
            missing[reader] -= 1
            if missing[reader] == 0:
                ready.append(reader)
    if len(ordered) != len(nodes):
        raise ValueError("the graph has a cycle")
    return ordered


def _domains(graph):
    for node in graph.node:
        yield node.domain
        for attribute in node.attribute:
            if attribute.type == AttributeProto.GRAPH:
                yield from _domains(attribute.g)
