"""How a run is put together: inputs, the graph, sinks, ledger, command line."""
