"""The mails that every sender is given: as octets where it takes a finished message, as values where it makes one."""

import base64
from dataclasses import dataclass

SENDER = "ann@example.com"
RECIPIENTS = ["bob@example.net", "carl@example.org"]
TABLE = "name;größe\nBücher;12\n".encode()

HEADER = (f"From: Ann <{SENDER}>\n"
          f"To: {', '.join(RECIPIENTS)}\n"
          "Date: Fri, 21 Nov 2025 09:00:00 +0000\n"
          "MIME-Version: 1.0\n")


@dataclass
class Sample:
    name: str
    subject: str  # as a reader sees it
    content: bytes  # lines end with CRLF
    attachments: list  # (name, octets)


def crlf(text):
    return text.replace("\n", "\r\n").encode()


def plain(sender):
    subject = f"Plain text by {sender}"
    text = "Hello Bob,\n\n.a line that begins with a dot\n.\n..\nthe dots above are text.\n"
    return Sample("plain text", subject, crlf(
        f"{HEADER}Subject: {subject}\nMessage-ID: <plain.{sender}@example.com>\n"
        f"Content-Type: text/plain; charset=us-ascii\n\n{text}"), [])


def attachment(sender):
    subject = f"Grüße und Bücher by {sender}"
    word = base64.b64encode(subject.encode()).decode()
    table = base64.encodebytes(TABLE).decode()
    return Sample("UTF-8 and an attachment", subject, crlf(
        f"{HEADER}Subject: =?utf-8?B?{word}?=\nMessage-ID: <attachment.{sender}@example.com>\n"
        "Content-Type: multipart/mixed; boundary=\"=_part\"\n\n"
        "--=_part\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        "Gr=C3=BC=C3=9Fe\n\n"
        "--=_part\nContent-Type: text/csv; charset=utf-8\nContent-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment; filename*=utf-8''B%C3%BCcher.csv\n\n{table}\n--=_part--\n"),
        [("Bücher.csv", TABLE)])


def eight_bit(sender):
    subject = f"Eight bits by {sender}"
    return Sample("8-bit text", subject, crlf(
        f"{HEADER}Subject: {subject}\nMessage-ID: <eight.{sender}@example.com>\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        "Grüße, 你好, здравствуйте 👋\n"), [])


ALL = [plain, attachment, eight_bit]
