"""Files in a bucket of an S3-compatible store; its credentials come from the environment like its own tools'."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from scheduler.uploads.storage.interface import FileGone, StorageDown, StoredFile
from scheduler.uploads.storage.pieces import Pieces
from scheduler.uploads.storage.probing import probe_by_writing

_MISSING = frozenset({"NoSuchKey", "404", "NotFound"})
CONNECT_SECONDS = 5
READ_SECONDS = 30


class S3Storage:
    """One bucket, and a prefix within it that only we use."""

    def __init__(
        self, bucket: str, *, prefix: str = "", endpoint: str | None = None, region: str | None = None
    ) -> None:
        self.bucket, self.prefix = bucket, f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self.endpoint, self.region = endpoint, region

    @property
    def words(self) -> str:
        """Where it is."""
        return f"the bucket {self.bucket}" + (f" at {self.endpoint}" if self.endpoint else "")

    @cached_property
    def _client(self) -> Any:
        import boto3  # a quarter of a second and 30 MB, for those who have chosen it
        from botocore.config import Config

        timeouts = Config(
            connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries={"mode": "standard", "max_attempts": 3}
        )
        return boto3.client("s3", endpoint_url=self.endpoint, region_name=self.region, config=timeouts)

    def put(self, name: str, source: Path) -> None:
        """One request, so the object is whole or is not."""
        with _plain_words(), source.open("rb") as body:
            self._client.put_object(
                Bucket=self.bucket, Key=self.prefix + name, Body=body, ContentType="application/octet-stream"
            )

    def read(self, name: str) -> Pieces:
        """As it comes over the network."""
        with _plain_words():
            body = self._client.get_object(Bucket=self.bucket, Key=self.prefix + name)["Body"]
        return Pieces(body)

    def remove(self, name: str) -> None:
        """S3 does not mind when there is none."""
        with _plain_words():
            self._client.delete_object(Bucket=self.bucket, Key=self.prefix + name)

    def files(self) -> Iterator[StoredFile]:
        """Page after page."""
        with _plain_words():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
            for found in (each for page in pages for each in page.get("Contents", ())):
                yield StoredFile(found["Key"].removeprefix(self.prefix), found["Size"], found["LastModified"])

    def probe(self) -> None:
        """Whether it takes files, with our credentials."""
        probe_by_writing(self)


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except (FileGone, StorageDown):
        raise
    except Exception as error:
        _tell(error)
        raise


def _tell(error: Exception) -> None:
    """Turn what the client raises into our errors; its classes are not loaded before it is."""
    if not type(error).__module__.startswith(("botocore", "boto3", "urllib3")):
        return
    response: dict[str, Any] = getattr(error, "response", {})
    code = response.get("Error", {}).get("Code", "")
    if code in _MISSING:
        raise FileGone(code) from error
    raise StorageDown(f"{type(error).__name__} {code}".strip()) from error
