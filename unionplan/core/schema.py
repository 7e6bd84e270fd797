"""What the OpenAPI schema says about every endpoint at once: the problems it may answer with."""

from typing import Any

_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details; `title` is the sentence the pages show too.",
    "properties": {
        "type": {"type": "string", "example": "urn:unionplan:problem:conflict"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "field": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": True},
        "yours": {"type": "object", "additionalProperties": True},
    },
    "required": ["type", "title", "status"],
}
_READ = {"400": "Bad input", "401": "No or wrong token", "403": "Not allowed", "404": "Not found or out of scope"}
_WRITE = {**_READ, "409": "Refused by a rule, or somebody saved first", "422": "Repeated with other content"}
_METHODS = {"get": _READ, "post": _WRITE, "patch": _WRITE, "put": _WRITE, "delete": _WRITE}


def document_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add the problem responses to every operation, once, instead of a decorator on each view."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in result["paths"].values():
        for method, problems in _METHODS.items():
            operation = path.get(method)
            if operation is None:
                continue
            responses = operation["responses"]
            for code, description in problems.items():
                responses.setdefault(code, {"description": description, "content": content})
            if method == "get":
                responses.setdefault("304", {"description": "The client already holds this answer (If-None-Match)"})
    return result
