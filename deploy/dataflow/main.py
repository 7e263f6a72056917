"""The program that the launcher of both Flex Templates calls."""

import sys

from pipeline.cli import dataflow_stream_template, dataflow_template

if __name__ == "__main__":
    is_stream = any(argument.partition("=")[0] == "--subscription" for argument in sys.argv[1:])
    template = dataflow_stream_template if is_stream else dataflow_template
    template.main()
