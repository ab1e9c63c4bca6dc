"""Has a kernel put out much, and reads it as JupyterLab does, late, or slowly. Prints one line of JSON: for each case how many
lines were read, how many were said to be left out, and whether they came in order; and what came of errors after a cell.
"""
import json
import re
import time

import zmq
from jupyter_client import KernelManager

DEADLINE = 120
LEFT_OUT = re.compile(r"\[([\d,]+) lines are left out here: .*\]")
CASES = {
    # A loop that does not pause.
    "atOnce": "for (let i = 0; i < 200_000; i++) console.log(i);",
    # More than is kept, to a reader that reads only when the cell has ended.
    "late": """
        for (let i = 0; i < 1_000_000; i++) {
          console.log(i);
          if (i % 100_000 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        }""",
    # Timers that go on when the cell has ended.
    "timers": """
        let next = 0;
        const timer = setInterval(() => {
          for (let i = 0; i < 2_000; i++) console.log(next++);
          if (next === 20_000) {
            clearInterval(timer);
            console.log('end');
          }
        }, 1);""",
    # Each line waits for the one before.
    "awaited": """
        for (let i = 0; i < 3_000; i++) await new Promise((resolve) => process.stdout.write(`${i}\\n`, resolve));""",
}
PICTURES = """
    import { display } from 'tslab';
    for (let i = 0; i < 300; i++) display.text(`picture ${i} ${'x'.repeat(100_000)}`);"""
STRAY = """
    const evil = new Error();
    Object.defineProperty(evil, 'stack', { get() { throw new Error('no stack'); } });
    Object.defineProperty(evil, 'message', { value: Symbol('no text') });
    for (const thrown of [new Error('thrown later'), evil, null, Object.create(null), new Proxy({}, { get() { throw 1; } })]) {
      setTimeout(() => { throw thrown; }, 1);
      setTimeout(() => { void Promise.reject(thrown); }, 1);
    }
    setTimeout(() => console.log('end'), 100);"""
MUTE = "process.stderr.write = () => { throw new Error('no output'); };"
END = "end\n"


def text_of(client, request, end):
    """What the cell printed until it is idle and the text has come to this end."""
    text, idle = [], False
    while not (idle and "".join(text[-2:]).endswith(end)):
        message = client.get_iopub_msg(timeout=DEADLINE)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "stream":
            text.append(message["content"]["text"])
        idle = idle or message["content"].get("execution_state") == "idle"
    return "".join(text)


def reply_to(client, request):
    while True:
        reply = client.get_shell_msg(timeout=DEADLINE)
        if reply["parent_header"]["msg_id"] == request:
            return reply["content"]["status"]


def slow_reader(manager, client):
    """Another reader of the same kernel, which has little room, once it is heard."""
    socket = zmq.Context.instance().socket(zmq.SUB)
    socket.rcvhwm, socket.rcvbuf, socket.rcvtimeo = 1, 16_384, DEADLINE * 1_000
    socket.subscribe(b"")
    socket.connect(f"tcp://127.0.0.1:{manager.get_connection_info()['iopub_port']}")
    while not socket.poll(100):
        client.kernel_info()
    return socket


def pictures_read(socket):
    numbers = []
    while b'"idle"' not in (frames := socket.recv_multipart())[-1] or not numbers:
        time.sleep(0.02)
        numbers += [int(number) for number in re.findall(rb'"picture (\d+) ', frames[-1])]
    return numbers


def read(client, name, code):
    request = client.execute(code)
    status = reply_to(client, request) if name == "late" else None
    text = text_of(client, request, END if name == "timers" else "")
    status = status or reply_to(client, request)
    numbers = [int(line) for line in text.split("\n") if line.isdigit()]
    left = sum(int(count.replace(",", "")) for count in LEFT_OUT.findall(text))
    return {
        "status": status,
        "lines": len(numbers),
        "left": left,
        "inOrder": numbers == sorted(set(numbers)),
        "first": numbers[0],
        "last": numbers[-1],
    }


def main():
    manager = KernelManager(kernel_name="tslab")
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=DEADLINE)
    try:
        result = {}
        for name, code in CASES.items():
            began = time.monotonic()
            result[name] = {**read(client, name, code), "seconds": round(time.monotonic() - began, 1)}
        socket = slow_reader(manager, client)
        request = client.execute(PICTURES)
        result["pictures"] = pictures_read(socket)
        socket.close()
        result["stray"] = text_of(client, client.execute(STRAY), END)
        text_of(client, client.execute(MUTE + STRAY), END)
        result["afterwards"] = reply_to(client, client.execute("console.log('alive');"))
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    print(json.dumps(result))


main()
