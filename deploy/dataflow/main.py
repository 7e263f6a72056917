"""What the Flex Template's launcher calls."""

from pipeline.template import main

if __name__ == "__main__":
    main()
