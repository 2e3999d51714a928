"""Writes a CSV of invented service requests: numbers, days, money, codes with zeros in front, and texts with commas, quotation
marks and line breaks. The same arguments give the same bytes.

    python benches/make_requests.py --megabytes 1000 --out requests.csv
"""

from __future__ import annotations

import argparse
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

# The columns and their types.
FIELDS = {
    "request_id": "integer", "case_key": "string", "opened_at": "datetime", "closed_at": "datetime", "due_date": "date",
    "category": "string", "request_type": "string", "department": "string", "status": "string", "priority": "integer",
    "neighborhood": "string", "address": "string", "zip": "string", "ward": "integer", "latitude": "number",
    "longitude": "number", "description": "string", "channel": "string", "cost": "decimal", "fee_text": "string",
    "photo_count": "integer", "is_duplicate": "boolean",
}

SUBJECTS = [("Streets", "Pothole"), ("Streets", "Sign, bent or gone"), ("Waste", "Missed pickup"), ("Waste", "Mattress"),
            ("Lights", "Lamp out"), ("Trees", "Limb down"), ("Housing", 'No heat ("cold flat")'), ("Parking", "Blocked drive")]
REMARKS = ["", "Second report, nobody came", 'Caller says "still there"', "By the café,\nleft of the door", "See photo",
           "Ask for Señora García at the counter", "Fixed?", "Water stands up to the kerb; cars swerve"]
STREETS = ["Anchor Street", "Birch Lane", "Cannery Row", "Dock Square", "Elm Court"]
AREAS = [("Quayside", "02190", 42.30, -71.05), ("Hilltop", "02191", 42.33, -71.09), ("Mill End", "02192", 42.27, -71.11)]


def quoted(text: str) -> str:
    """A cell of text, in quotation marks where it needs them."""
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n') else text


def record(number: int, dice: random.Random) -> str:
    """One line of the table."""
    opened = datetime(2015, 1, 1, tzinfo=timezone(timedelta(hours=-5))) + timedelta(minutes=number * 3)
    is_closed = dice.random() < 0.9
    closed = (opened + timedelta(minutes=dice.randrange(90_000))).isoformat() if is_closed else ""
    department, kind = dice.choice(SUBJECTS)
    area, postcode, latitude, longitude = dice.choice(AREAS)
    place = (f"{latitude + dice.random() / 50:.6f}", f"{longitude + dice.random() / 50:.6f}") if dice.random() < 0.98 else ("", "")
    cost = f"{dice.randrange(200_000) / 100:.2f}" if dice.random() < 0.3 else ""
    return ",".join([
        str(100_000 + number), f"SR-{number:08d}", opened.isoformat(), closed, (opened + timedelta(days=7)).date().isoformat(),
        department, quoted(kind), f"{department} department", "Closed" if is_closed else "Open",
        str(dice.randrange(1, 6)) if dice.random() < 0.7 else "", area, f"{dice.randrange(1, 900)} {dice.choice(STREETS)}",
        postcode, str(dice.randrange(1, 23)), *place, quoted(dice.choice(REMARKS)), dice.choice(["app", "phone", "web"]), cost,
        quoted(f"${float(cost):,.2f}") if cost else "", str(dice.randrange(4)), "true" if dice.random() < 0.03 else "false",
    ]) + "\n"


def write(out: Path, size: int) -> None:
    """Writes a table that ends with the first line beyond so many bytes."""
    dice, written, number = random.Random(7), 0, 0
    with out.open("w", encoding="utf-8", newline="") as file:
        written += file.write(",".join(FIELDS) + "\n")
        while written < size:
            number += 1
            written += file.write(record(number, dice))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    write(arguments.out, arguments.megabytes * 1_000_000)
