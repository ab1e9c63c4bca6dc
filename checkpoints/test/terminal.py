"""Runs a command in a terminal of its own: python3 terminal.py ROWS COLUMNS [full-disk | no-override] -- COMMAND ...

What comes on standard input is typed, what the terminal shows goes to standard output. When standard input ends, the
terminal's window is closed. The exit code is the command's, or 128 and the number of the signal that ended it.
"""
import ctypes
import fcntl
import os
import pty
import resource
import select
import struct
import sys
import termios

PR_CAPBSET_DROP = 24
CAP_DAC_OVERRIDE = 1


def prepare(rows, columns, limits):
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    if "full-disk" in limits:  # no file can grow: writes fail as they do where there is no room
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if "no-override" in limits and os.getuid() == 0 and sys.platform == "linux":  # as for any other user, a folder's mode counts for root too
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def pump(terminal):
    typing = True
    while True:
        ready, _, _ = select.select([terminal, 0] if typing else [terminal], [], [])
        if 0 in ready:
            typed = os.read(0, 4096)
            if not typed:
                os.close(terminal)
                return
            os.write(terminal, typed)
        if terminal in ready:
            try:
                shown = os.read(terminal, 65536)
            except OSError:  # Linux says so when the last process has left the terminal
                return
            if not shown:
                return
            os.write(1, shown)


split = sys.argv.index("--")
rows, columns, *limits = sys.argv[1:split]
pid, terminal = pty.fork()
if pid == 0:
    prepare(int(rows), int(columns), limits)
    os.execvp(sys.argv[split + 1], sys.argv[split + 1 :])
pump(terminal)
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(code if code >= 0 else 128 - code)
