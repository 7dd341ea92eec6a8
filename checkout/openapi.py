"""The OpenAPI 3.1 document, made from the endpoint table and the same msgspec types that validate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from checkout.endpoint import STATUS, Endpoint, Who

_PARAMETER = re.compile(r"\{(\w+)(?::[^}]*)?\}")

_ERROR_SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "details"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "details": {"type": "object"},
            },
        }
    },
}


def openapi_document(endpoints: Iterable[Endpoint], *, title: str, version: str) -> dict[str, Any]:
    shown = [endpoint for endpoint in endpoints if endpoint.in_document]
    types = [kind for row in shown for kind in (row.body, row.answer) if kind is not None]
    schemas, components = _schemas(types)
    paths: dict[str, dict[str, Any]] = {}
    for row in shown:
        path = _PARAMETER.sub(r"{\1}", row.path)
        paths.setdefault(path, {})[row.method.lower()] = _operation(row, schemas)
    components["Error"] = _ERROR_SCHEMA
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "cookie": {"type": "apiKey", "in": "cookie", "name": "etalase"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _schemas(types: Sequence[Any]) -> tuple[dict[int, Any], dict[str, Any]]:
    made, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    return {id(kind): schema for kind, schema in zip(types, made, strict=True)}, dict(components)


def _operation(row: Endpoint, schemas: dict[int, Any]) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(row.path)
    ]
    parameters += [
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
        for name, text in row.query.items()
    ]
    success: dict[str, Any] = {"description": "as asked"}
    if row.answer is not None:
        success["content"] = {"application/json": {"schema": schemas[id(row.answer)]}}
    responses: dict[str, Any] = {str(row.status): success}
    for error in row.errors:
        status = str(STATUS[error.fault])
        known = responses.get(status)
        text = f"{known['description']}, {error.code}" if known else error.code
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        responses[status] = {"description": text, "content": content}
    operation: dict[str, Any] = {
        "summary": row.summary,
        "description": f"Who may call: {row.who.value}.",
        "parameters": parameters,
        "responses": responses,
    }
    if row.body is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": schemas[id(row.body)]}}}
    if row.who is not Who.PUBLIC:
        operation["security"] = [{"cookie": []}, {"bearer": []}]
    return operation
