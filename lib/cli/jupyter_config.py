"""Makes nbconvert hear what Deno's kernel says late.

Deno's kernel calls a cell done some milliseconds before it has sent all that the cell printed;
nbconvert stops listening then, and on a busy machine outputs are lost. Here it listens until the
kernel has been silent for a while: longer on a busy machine.
"""

import os
from queue import Empty

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from nbclient.util import ensure_async

SILENCE = 0.06  # seconds, on an idle machine


def silence():
    """How long to listen, in seconds: in proportion to how many programs wait for a core."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    return SILENCE * max(1, load / (os.cpu_count() or 1))


async def poll(client, asking, cell, index):
    """Takes the kernel's messages for a cell until it is done and silent."""
    done = False
    while True:
        try:
            timeout = silence() if done else None
            message = await ensure_async(client.kc.iopub_channel.get_msg(timeout=timeout))
            if message["parent_header"].get("msg_id") == asking:
                client.process_message(message, cell, index)
        except CellExecutionComplete:
            done = True
        except Empty:
            return


NotebookClient._async_poll_output_msg = poll
