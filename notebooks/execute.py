"""Executes notebooks from top to bottom with the TypeScript kernel, as "Run All" does, and prints what came of each.

usage: execute.py [--timeout SECONDS] NOTEBOOK...

For each notebook one line of JSON: {"notebook", "seconds", "cells": [{"source", "outputs"}], "failure"}, where failure is
null or {"cell" (the first is 1), "name", "message"}. The notebooks themselves are not changed. The exit code is 1 when one
of them failed.
"""
import argparse
import json
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

KERNEL = "tslab"


def execute(path, timeout):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name=KERNEL,
        timeout=timeout,
        resources={"metadata": {"path": str(path.parent)}},
    )
    began = time.monotonic()
    failure = None
    try:
        client.execute()
    except CellExecutionError as error:
        failure = {"name": error.ename, "message": error.evalue}
    except (CellTimeoutError, DeadKernelError, RuntimeError) as error:
        failure = {"name": type(error).__name__, "message": str(error)}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if failure is not None:
        failure["cell"] = max(client.code_cells_executed, 1)
    return {
        "notebook": str(path),
        "seconds": round(time.monotonic() - began, 2),
        "cells": [{"source": cell.source, "outputs": cell.outputs} for cell in code],
        "failure": failure,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--timeout", type=int, default=60, help="seconds that one cell may take")
    parser.add_argument("notebooks", nargs="+", type=Path)
    options = parser.parse_args()
    results = []
    for path in options.notebooks:
        results.append(execute(path.resolve(), options.timeout))
        print(json.dumps(results[-1]), flush=True)
    sys.exit(1 if any(result["failure"] for result in results) else 0)


main()
