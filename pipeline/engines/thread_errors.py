"""Errors of threads while a pipeline with workers runs."""

import threading

import grpc  # type: ignore[import-untyped]


def report_error(error: threading.ExceptHookArgs) -> None:
    """Report an error, except a connection that the other side closed: that side reports why it ends."""
    if not isinstance(error.exc_value, grpc.RpcError):
        threading.__excepthook__(error)
