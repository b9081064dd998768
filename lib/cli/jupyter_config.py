"""Makes nbconvert hear what Deno's kernel says late.

Deno's kernel calls a cell done before it has sent all that the cell printed; nbconvert stops
listening then, and on a busy machine outputs are lost. Here every message finds the cell that asked
for it, also while the next cell runs, and after the last cell there is a moment's wait.
"""

from queue import Empty

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from nbclient.util import ensure_async, run_sync

SILENCE = 0.5  # seconds without a message after which the last cell has said all

execute_cell = NotebookClient.async_execute_cell


async def take(client, timeout):
    """Hands one message to the cell that asked for it; CellExecutionComplete where that is done."""
    message = await ensure_async(client.kc.iopub_channel.get_msg(timeout=timeout))
    cell = client.asked.get(message["parent_header"].get("msg_id"))
    if cell:
        client.process_message(message, *cell)


async def poll(client, asking, cell, index):
    """Takes messages until the cell is called done."""
    client.asked = getattr(client, "asked", {})
    client.asked[asking] = (cell, index)
    try:
        while True:
            await take(client, None)
    except CellExecutionComplete:
        return


async def execute(client, cell, index, **options):
    """Executes a cell and, where it is the last one, waits for late messages."""
    cell = await execute_cell(client, cell, index, **options)
    if all(later.cell_type != "code" for later in client.nb.cells[index + 1 :]):
        try:
            while True:
                await take(client, SILENCE)
        except (Empty, CellExecutionComplete):
            pass
    return cell


NotebookClient._async_poll_output_msg = poll
NotebookClient.async_execute_cell = execute
NotebookClient.execute_cell = run_sync(execute)
