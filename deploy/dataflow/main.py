"""The program that the Flex Template's launcher calls."""

from pipeline.cli.dataflow_template import main

if __name__ == "__main__":
    main()
