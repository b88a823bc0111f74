"""The status of documents: fetching the one that a document's provider publishes, when the user asks for it."""

from muniment.base.errors import CannotRun
from muniment.verify.manifest import seal_name_of
from muniment.verify.policy import StatusFile

STATUS_NAME = "status.json"


def fetch_status(address: str) -> StatusFile:
    """Fetch a status and its seal from the address that a verified document names.

    The address is that of the status itself where it ends with ``.json``, else of its folder. Raises CannotRun if it
    is no https address or cannot be reached.
    """
    from muniment.sign.network import ask

    if not address.startswith("https://"):
        raise CannotRun(f"The status address {address} is not one to fetch from.", "Give the status with --status.")
    where = address if address.endswith(".json") else f"{address.rstrip('/')}/{STATUS_NAME}"
    remedy = "Check the network, or give the status with --status."
    data, seal_json = (ask("status", url, None, {}, remedy)[0] for url in (where, seal_name_of(where)))
    return StatusFile(data, seal_json)
