"""A zip whose member names are GBK with the UTF-8 flag off, as Alipay makes it.

The standard library marks every name beyond ASCII as UTF-8, so this writes the (uncompressed)
container itself: PKWARE APPNOTE 4.3, local headers, central directory, end record.
"""

from __future__ import annotations

import struct
import zlib

_DOS_DATE = (2026 - 1980) << 9 | 3 << 5 | 1
"""1 March 2026: fixed, so that equal worlds give equal bytes."""


def gbk_zip(members: list[tuple[str, bytes]]) -> bytes:
    """The archive of (name, content) members."""
    body, directory = b"", b""
    for name, data in members:
        label = name.encode("gb18030")
        common = struct.pack(
            "<HHHHHLLLHH", 20, 0, 0, 0, _DOS_DATE, zlib.crc32(data), len(data), len(data), len(label), 0
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common
        directory += struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + label
        body += b"PK\x03\x04" + common + label + data
    count = len(members)
    end = struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end
