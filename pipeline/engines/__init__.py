"""What runs a pipeline: Beam's local runner, Dataflow, Flink, any job server."""
