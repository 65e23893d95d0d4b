"""Small honest documents of each kind, made by hand, and the parts that hostile ones are made of."""

import io
import struct
import zipfile
import zlib

OOXML = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": ("word/document.xml", f"{OOXML}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OOXML}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OOXML}presentationml.presentation.main+xml"),
}
ODF = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Parts = dict[str, bytes]


def zipped(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these entries, in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def office_parts(ending: str, more: Parts | None = None) -> Parts:
    """The entries of a document, and `more`."""
    path, main = MAIN[ending]
    types = f'<Types><Override PartName="/{path}" ContentType="{main}"/></Types>'
    link = (
        f'<Relationships><Relationship Id="r1" Type="{RELATIONSHIP}/officeDocument" Target="{path}"/></Relationships>'
    )
    return {"[Content_Types].xml": types.encode(), "_rels/.rels": link.encode(), path: b"<document/>"} | (more or {})


def office(ending: str, more: Parts | None = None) -> bytes:
    """A Word, Excel or PowerPoint file."""
    return zipped(office_parts(ending, more))


def open_document(ending: str, more: Parts | None = None, manifest: bytes = b"<manifest/>") -> bytes:
    """An OpenDocument file."""
    parts = {"content.xml": b"<content/>", "META-INF/manifest.xml": manifest} | (more or {})
    return zipped({"mimetype": ODF[ending].encode()} | parts)


def outside_link(kind: str, target: str) -> bytes:
    """Relationships that lead out of the document."""
    link = f'<Relationship Id="r9" Type="{RELATIONSHIP}/{kind}" TargetMode="External" Target="{target}"/>'
    return f"<Relationships>{link}</Relationships>".encode()


def pdf(objects: bytes = b"", trailer: bytes = b"<< /Root 1 0 R >>") -> bytes:
    """A PDF with these objects."""
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + objects + b"trailer\n" + trailer + b"\n%%EOF\n"


def packed_objects(content: bytes) -> bytes:
    """A compressed object stream that holds them."""
    packed = zlib.compress(content)
    head = f"7 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
    return head.encode() + packed + b"\nendstream\nendobj\n"


def chunk(kind: bytes, content: bytes) -> bytes:
    """One of PNG's."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int = 2, height: int = 2, pixels: bytes | None = None) -> bytes:
    """A picture of these sizes; its pixels need not fit."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    content = zlib.compress(b"\0\0\0" * 2 if pixels is None else pixels)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2, more: bytes = b"") -> bytes:
    """The skeleton of a picture."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00" + b"\x12\x34"
    return (
        b"\xff\xd8\xff\xe0"
        + struct.pack(">H", 16)
        + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
        + frame
        + scan
        + b"\xff\xd9"
        + more
    )


def old_office(*names: str) -> bytes:
    """The beginning of an OLE container with these streams in its directory."""
    listed = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + listed.ljust(1024, b"\0")
