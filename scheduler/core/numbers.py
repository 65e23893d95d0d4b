"""Numbers in addresses: only those that a database's integer column can hold."""

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1


class RecordNumber(IntegerConverter):
    """<int:…> of a route; a larger number is the address of nothing."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - the library's name
        super().__init__(map, max=LARGEST)


def small_number(text: str) -> int:
    """For `request.args.get(…, type=small_number)`. Raises ValueError for what no column can hold."""
    number = int(text)
    if not 0 <= number <= LARGEST:
        raise ValueError(text)
    return number
