"""The child process that parses pages, with a parser that pages can make misbehave."""

import os
import signal
import time

from schemas.flow.parsed import Parsed
from transforms.prepare.parse import sandbox_child

ordinary = sandbox_child.parse_html


def parse_html(html: bytes, charset: str | None = None, url: str | None = None) -> Parsed:
    match html:
        case b"loop":
            while True:
                pass
        case b"sleep":
            time.sleep(600)
        case b"eat":
            eaten = []
            while True:
                eaten.append(bytearray(2**22))
        case b"crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case b"raise":
            raise ValueError("no such luck")
        case b"print":
            print("noise on standard output")
    return ordinary(html, charset, url)


sandbox_child.parse_html = parse_html

if __name__ == "__main__":
    sandbox_child.main()
