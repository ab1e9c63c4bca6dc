"""Talks to a kernel the way JupyterLab does: how soon it is ready, what an interrupt does, and whether it outlives its
parent. Prints one line of JSON.

usage: session.py           starts a kernel, interrupts two cells, shuts it down
       session.py orphan    starts a kernel, prints its process id and leaves it alone, as a killed JupyterLab would
"""
import json
import os
import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from jupyter_client import KernelManager

DEADLINE = 120
# Each makes a file when it has begun.
BEGIN = "import {{ writeFileSync }} from 'node:fs'; writeFileSync({file}, '');"
ENDLESS = {"waiting": "await new Promise(() => {});", "computing": "while (true) {}"}


def start():
    manager = KernelManager(kernel_name="tslab")
    began = time.monotonic()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=DEADLINE)
    return manager, client, time.monotonic() - began


def interrupt(manager, client, code, folder):
    """What a cell fails with that is interrupted once it runs."""
    begun = Path(folder, "begun")
    source = BEGIN.format(file=json.dumps(str(begun))) + "\n" + code
    request = client.execute(source, stop_on_error=False)
    wait_until(begun.exists)
    begun.unlink()
    manager.interrupt_kernel()
    return reply_to(client, request)["ename"]


def wait_until(condition):
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the cell did not begin")
        time.sleep(0.05)


def reply_to(client, request):
    while True:
        reply = client.get_shell_msg(timeout=DEADLINE)
        if reply["parent_header"]["msg_id"] == request:
            return reply["content"]


def main():
    manager, client, seconds = start()
    if sys.argv[1:] == ["orphan"]:
        print(json.dumps({"pid": manager.provisioner.pid}), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    try:
        result = {"readySeconds": round(seconds, 2)}
        with TemporaryDirectory() as folder:
            for name, code in ENDLESS.items():
                result[name] = interrupt(manager, client, code, folder)
        result["afterwards"] = reply_to(client, client.execute("const kept: object = writeFileSync;"))["status"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    print(json.dumps(result))


main()
