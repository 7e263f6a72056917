"""Every system call by which a run writes or reads its output folder is made to fail once.

`python -m tests.fault_suite` prints the table of the points where calls fail and what the command then did.
"""
