import subprocess
import sys

IN_A_DESTRUCTOR = """
import os, signal
from govgrid.up.stop import Stopped, stop_on_signals

class Dropped:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000): pass  # the signal arrives here, and Python drops what it raises

with stop_on_signals() as heed:
    heed()
    one = Dropped()
    del one
    print("went on")
    try:
        heed()
    except Stopped:
        print("heard")
"""


def test_a_signal_that_python_dropped_is_heard_at_the_next_step():
    done = subprocess.run([sys.executable, "-c", IN_A_DESTRUCTOR], capture_output=True, text=True, check=True)

    assert "Exception ignored" in done.stderr
    assert done.stdout == "went on\nheard\n"


def test_a_signal_is_heard_at_once_where_nothing_drops_it():
    wait = IN_A_DESTRUCTOR.replace("one = Dropped()", "os.kill(os.getpid(), signal.SIGTERM)")

    done = subprocess.run([sys.executable, "-c", wait], capture_output=True, text=True, check=False)

    assert "went on" not in done.stdout
    assert "Stopped" in done.stderr
    assert done.returncode == 1
