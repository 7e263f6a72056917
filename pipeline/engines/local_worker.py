"""A worker process of a run on this machine: Beam's, but silent about a connection that the parent closed."""

import sys
import threading

import grpc  # type: ignore[import-untyped]


def report_error(error: threading.ExceptHookArgs) -> None:
    """Report errors of threads, except a connection that the other side closed: that reports why it ends."""
    if not isinstance(error.exc_value, grpc.RpcError):
        threading.__excepthook__(error)


if __name__ == "__main__":
    threading.excepthook = report_error

    from apache_beam.runners.worker import sdk_worker_main

    from pipeline.engines.beam_caches import remember_specs

    remember_specs()
    sdk_worker_main.main(sys.argv)
