#!/usr/bin/env python3
"""Writes the first inputs of each fuzzer from tests/golden; what fuzzing adds is put beside them."""
import struct
from pathlib import Path

HERE = Path(__file__).resolve().parent
GOLDEN = HERE.parent / "golden"


def golden(name):
    return bytes.fromhex((GOLDEN / name).read_text().replace("\n", ""))


def put(target, name, data):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"seed-{name}").write_bytes(data)


def frames(*pieces):
    out = b"\1"
    for flags, piece in pieces:
        out += struct.pack(">H", len(piece) + 1) + bytes([flags]) + piece
    return out


def wire():
    for path in sorted((GOLDEN / "wire/messages").glob("*.hex")):
        put("wire", path.stem, b"\0" + golden(f"wire/messages/{path.name}"))
    have = golden("wire/messages/have.hex")
    put("wire", "frames", frames((0, have[:40]), (1, have[40:]), (1, b"\x83\x09\x01\xa0")))
    raw = b"\x28\xb5\x2f\xfd\x20\x04\x21\x00\x00\x83\x09\x01\xa0"  # a zstd frame, one raw block
    put("wire", "frames-compressed", frames((2, raw[:6]), (3, raw[6:])))
    for path in sorted((GOLDEN / "wire/pairing").glob("*.hex")):
        payload = golden(f"wire/pairing/{path.name}")
        step = int(path.stem.split("-")[1])
        size = len(payload)
        head = bytes([0x40 + size]) if size < 24 else (
            b"\x58" + bytes([size]) if size < 256 else b"\x59" + struct.pack(">H", size))
        put("wire", path.stem, b"\0\x83\x0c\x01\xa2\x01" + bytes([step]) + b"\x02" + head + payload)


def change():
    kinds = {"packed": 0, "header": 1, "meta": 2, "content": 3}
    for path in sorted((GOLDEN / "wire").glob("*.hex")):
        kind = path.stem.split("_")[0]
        if kind in kinds:
            data = golden(f"wire/{path.name}")
            put("change", path.stem, bytes([kinds[kind]]) + data)
            if kind == "content":
                put("change", f"{path.stem}-as-packed", b"\4" + data)
    packed = b"\xa2\x18\x20\xf6\x18\x80\x65title"
    put("change", "committed", b"\5\0" + struct.pack(">H", len(packed)) + packed + b"the body\n")
    delta = b"\xa1\x18\x20\x82\x0a\x58\x20" + bytes(32)
    put("change", "committed-delta", b"\5\0" + struct.pack(">H", len(delta)) + delta + b"\x15\x00")


def memberrecord():
    for path in sorted((GOLDEN / "wire").glob("member_*.hex")):
        put("memberrecord", path.stem, b"\0" + golden(f"wire/{path.name}"))
    put("memberrecord", "chain", b"\1" + bytes([0, 0, 5, 1, 0, 0, 1, 0, 6, 2, 5, 9, 1, 2, 0, 7, 3, 0]))


def bodydelta():
    base = b"the first line\nthe second line\nthe third line, which is longer than the others\n" * 2
    ops = b"\x15\x00\x06abc\x15\x0a"
    put("bodydelta", "ops", b"\0" + struct.pack(">H", len(base)) + base + ops)
    put("bodydelta", "target", b"\1" + struct.pack(">H", len(base)) + base
        + base.replace(b"second", b"2nd") + "ü".encode())


def pairing():
    key, secret = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE", "AgICAgICAgICAgICAgICAg"
    link = f"sheaf:pair?v=1&a=192.0.2.1:24743&a=%5Bfe80::1%25eth0%5D:1&k={key}&s={secret}"
    put("pairing", "link", b"\0" + link.encode())
    for i, text in enumerate(["desk.lan:4000", "wss://192.0.2.1:4000/", "[fe80::1%eth0]:24743",
                              "::1", "döner.example"]):
        put("pairing", f"address-{i}", b"\1" + text.encode())
    put("pairing", "announced", b"\x02192.0.2.1:24743\n[2001:db8::1]:1\n127.0.0.1:9\ndesk:2\n")


def markdown():
    put("markdown", "plain", b"# Title\n\ntext\n")
    put("markdown", "front", "---\ntitle: \"a \\\"b\\\" \\u00fc\"\ntags: [a, \"b c\", 'd']\n"
        "categories:\n- x\n- y\ndescription: >\n  one\n  two\nprivate: true\nother: {a: 1}\n"
        "---\n\nbody\r\n".encode())
    put("markdown", "own", b"---\ntitle: \"t\"\nnotebook: [\"A\", \"B\"]\ncreated: 2024-01-01T00:00:00Z\n"
        b"sheaf: 00112233445566778899aabbccddeeff\n---\n\nbody\n")
    put("markdown", "mark", b"\xef\xbb\xbf---\ntags: #a #b\n---\nx")
    put("markdown", "open", b"---\ntitle: never ends\n")


def searchquery():
    for i, text in enumerate(["two words", "\"a phrase\" OR begin* -not title:word",
                              "tag:name notebook:\"A B/C\" is:private is:conflict",
                              "before:2024-01-31 after:2023", "漢字 ÄÖü emoji😀 -\"x y\"",
                              "a:b (c) AND NOT NEAR(d,2) ^e {f}"]):
        put("searchquery", str(i), text.encode())


def mergetext():
    for path in sorted((GOLDEN / "merge").glob("*.txt"))[::3]:
        parts = {}
        for block in ("\n" + path.read_text()).split("\n=== ")[1:]:
            name, _, text = block.partition("\n")
            parts[name] = text + "\n"
        put("mergetext", path.stem, b"\0" + b"\0".join(
            parts.get(name, "").encode() for name in ("base", "ours", "theirs")))
    put("mergetext", "few-words", b"\1abcmcdemefgm\2abcmcdxmefgm\2abcmcdemefggm".replace(b"\2", b"\0"))


def session():
    started, have, end, store, read = b"\x0d", b"\x03", b"\x05", b"\x08\xff", b"\x0a"
    members, published = b"\x04\x01\x00", b"\x0b"
    put("session", "receives", started + members + have + b"\0\5\0\2" + have + b"\0\5\0\1"
        + b"\1\4" + bytes([1, 4, 7, 10, 13]) + store + end)
    put("session", "sends", published * 4 + started + members + have + b"\0\0\0\2"
        + have + b"\0\0\0\1" + read + b"\2\2\0\0" + b"\2\4\0\0" + end + published + read)
    put("session", "parts", started + members + have + b"\0\x08\0\2" + have + b"\0\x08\0\1"
        + b"\1\6" + bytes([1, 4, 7, 10, 13, 16, 19]) + b"\7\0\7\1\7\6" + store + end)
    put("session", "holds", started + b"\x04\1\2ab" + have + b"\0\1\0\2" + have + b"\0\1\0\1"
        + b"\1\0\1" + b"\x09" + store + end + b"\x06\x0c\x20\x0c\x60")


for make in (wire, change, memberrecord, bodydelta, pairing, markdown, searchquery, mergetext, session):
    make()
