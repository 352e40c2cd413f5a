"""Trace ID of a correlation ID: see docs/correlation-id.md. Needs Python 3.8 or newer."""
import hashlib
import re
import sys

ACCEPTED = re.compile(r"[A-Za-z0-9._:@/+=-]{1,128}", re.ASCII)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
HEX_32 = re.compile(r"[0-9a-f]{32}", re.ASCII)
ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.ASCII)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALL_ZERO = "0" * 32


def trace_id(correlation_id: str) -> str:
    if not ACCEPTED.fullmatch(correlation_id):
        raise ValueError("not a correlation ID")
    lower, upper = correlation_id.lower(), correlation_id.upper()
    if UUID.fullmatch(lower) or HEX_32.fullmatch(lower):
        digits = lower.replace("-", "")
    elif ULID.fullmatch(upper):
        bits = 0
        for character in upper:
            bits = bits << 5 | CROCKFORD.index(character)
        digits = f"{bits:032x}"
    else:
        digits = ALL_ZERO
    if digits != ALL_ZERO:
        return digits
    digits = hashlib.sha256(correlation_id.encode("ascii")).hexdigest()[:32]
    return digits if digits != ALL_ZERO else ALL_ZERO[:-1] + "1"


if __name__ == "__main__":
    for line in sys.stdin:
        print(trace_id(line.rstrip("\n")))
