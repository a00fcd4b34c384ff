"""Twilio's own description of its API (twilio/twilio-oai, MIT), as a judge of requests and answers."""

import json
import pathlib
import re

FOLDER = pathlib.Path(__file__).parent / "twilio_schemas"


class Schema:
    """`find(method, path)` is the operation and what its path names; `problem_of…` are sentences, or None."""

    def __init__(self):
        self._operations, self._documents = [], []
        for name in ("api", "trunking"):
            document = json.loads((FOLDER / f"{name}.json").read_text())
            for template, item in document["paths"].items():
                pattern = re.compile("^" + re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+?)", re.escape(template)) + "$")
                for method, operation in item.items():
                    if "operationId" in operation:
                        self._operations.append((method.upper(), pattern, operation, document))

    def find(self, method, path):
        for known, pattern, operation, document in self._operations:
            if known == method and (match := pattern.match(path)):
                return operation, document, match.groupdict()
        return None

    def problem_of_form(self, operation, document, form):
        content = operation.get("requestBody", {}).get("content", {})
        schema = content.get("application/x-www-form-urlencoded", {}).get("schema", {})
        known = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in form:
                return f"{name} is required"
        for name, value in form.items():
            if name not in known:
                return f"{name} is no parameter of {operation['operationId']}"
            if problem := self._problem(document, known[name], self._typed(document, known[name], value), name):
                return problem
        return None

    def problem_of_query(self, operation, document, query):
        known = {p["name"]: p["schema"] for p in operation.get("parameters", []) if p["in"] == "query"}
        for name, value in query.items():
            if name not in known:
                return f"{name} is no parameter of {operation['operationId']}"
            if problem := self._problem(document, known[name], self._typed(document, known[name], value), name):
                return problem
        return None

    def problem_of_answer(self, operation, document, status, body):
        answer = operation["responses"].get(str(status))
        if answer is None:
            return f"{operation['operationId']} does not answer {status}"
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        return self._problem(document, schema, body, operation["operationId"]) if schema else None

    def _resolved(self, document, schema):
        while "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def _typed(self, document, schema, text):
        kind = self._resolved(document, schema).get("type")
        if kind == "boolean":
            return {"true": True, "false": False}.get(text, text)
        if kind == "integer" and re.fullmatch(r"-?\d+", text):
            return int(text)
        return text

    def _problem(self, document, schema, value, where):
        schema = self._resolved(document, schema)
        if value is None:
            return None if schema.get("nullable") or "type" not in schema else f"{where} is null"
        kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
        kind = schema.get("type")
        if kind in kinds and (not isinstance(value, kinds[kind]) or (kind == "integer" and isinstance(value, bool))):
            return f"{where} is no {kind}: {value!r}"
        if isinstance(value, str):
            # Twilio itself answers "" where its patterns forbid it.
            if value and not re.search(schema.get("pattern", ""), value):
                return f"{where} does not match {schema['pattern']}: {value!r}"
            if "enum" in schema and value not in schema["enum"]:
                return f"{where} is none of {schema['enum']}: {value!r}"
        if isinstance(value, int) and not isinstance(value, bool):
            if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
                return f"{where} is out of range: {value}"
        if isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                if problem := self._problem(document, schema["items"], item, f"{where}[{index}]"):
                    return problem
        if isinstance(value, dict):
            for name, part in schema.get("properties", {}).items():
                if name in value and (problem := self._problem(document, part, value[name], f"{where}.{name}")):
                    return problem
        return None
