"""JupyterLab's log, which is its standard error and that of its kernels: it may run for weeks, and must not fill the disk."""
import os
import shutil
import threading
import time

STANDARD_ERROR = 2
LOOK_EVERY_S = 1


def bound_own_log():
    """Sets the lines aside when there are too many, as the other services do (BoundedLog.java), for as long as this runs."""
    log, limit = os.environ.get("WORKBOOK_LOG"), os.environ.get("WORKBOOK_LOG_BYTES")
    if not log or not limit or not os.path.exists(log):
        return
    if os.path.samestat(os.stat(log), os.fstat(STANDARD_ERROR)):
        threading.Thread(target=watch, args=(log, int(limit)), daemon=True).start()


def watch(log, limit):
    while True:
        if os.fstat(STANDARD_ERROR).st_size > limit:
            set_aside(log)
        time.sleep(LOOK_EVERY_S)


def set_aside(log):
    """The file stays the same: the process is known by it. It was opened for appending."""
    try:
        shutil.copyfile(log, log + ".1")
    except OSError:  # no room for both
        if os.path.exists(log + ".1"):
            os.remove(log + ".1")
    os.ftruncate(STANDARD_ERROR, 0)
