"""How each real mail program is told to send to a server. A sender either carries finished octets or makes the mail
itself from the sample's values; what it cannot do is not asked of it."""

import json
import pathlib
import smtplib
import subprocess
from email.message import EmailMessage

import samples

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SECONDS = 60


def run(command, **options):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=SECONDS, **options)
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stdout.decode(errors='replace')[-500:]}")


def smtplib_octets(address, sample, folder):
    with smtplib.SMTP(*address, timeout=SECONDS) as client:
        options = ["BODY=8BITMIME"] if not sample.content.isascii() else []
        client.sendmail(samples.SENDER, samples.RECIPIENTS, sample.content, options)


def smtplib_message(address, sample, folder):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = samples.SENDER, samples.RECIPIENTS, sample.subject
    message.set_content("Grüße\n")
    for name, octets in sample.attachments:
        message.add_attachment(octets, maintype="text", subtype="csv", filename=name)
    with smtplib.SMTP(*address, timeout=SECONDS) as client:
        client.send_message(message)


def curl(address, sample, folder):
    recipients = [word for recipient in samples.RECIPIENTS for word in ("--mail-rcpt", recipient)]
    run(["curl", "--silent", "--show-error", "smtp://%s:%d" % address, "--mail-from", samples.SENDER, *recipients,
         "--upload-file", write(folder, sample.content)])


def swaks(address, sample, folder):
    # It ends the data with a line break of its own.
    content = write(folder, sample.content.removesuffix(b"\r\n"))
    run(["swaks", "--server", "%s:%d" % address, "--from", samples.SENDER, "--to", ",".join(samples.RECIPIENTS),
         "--suppress-data", "--data", f"@{content}"])


def swaks_message(address, sample, folder):
    attachments = []
    for name, octets in sample.attachments:
        attachments += ["--attach-type", "text/csv", "--attach-name", name, "--attach", "@%s" % write(folder, octets)]
    run(["swaks", "--server", "%s:%d" % address, "--from", samples.SENDER, "--to", ",".join(samples.RECIPIENTS),
         "--suppress-data", "--header", f"Subject: {sample.subject}", "--body", "Grüße", *attachments])


def msmtp(address, sample, folder):
    unix_lines = sample.content.replace(b"\r\n", b"\n")
    run(["msmtp", "--file=/dev/null", f"--host={address[0]}", f"--port={address[1]}", f"--from={samples.SENDER}",
         "--", *samples.RECIPIENTS], input=unix_lines)


def nodemailer(address, sample, folder, raw=False):
    mail = {"host": address[0], "port": address[1], "from": samples.SENDER, "to": samples.RECIPIENTS}
    if raw:
        mail["raw"] = str(write(folder, sample.content))
    else:
        mail |= {"subject": sample.subject, "text": "Grüße",
                 "attachments": [{"filename": name, "path": str(write(folder, octets))}
                                 for name, octets in sample.attachments]}
    run(["node", HERE / "nodemailer.mjs"], input=json.dumps(mail).encode())


def nodemailer_octets(address, sample, folder):
    nodemailer(address, sample, folder, raw=True)


def write(folder, octets):
    path = folder / "content"
    path.write_bytes(octets)
    return path


# Name, how it sends, and whether the octets that arrive are ours to know.
SENDERS = [
    ("smtplib", smtplib_octets, True),
    ("smtplib with EmailMessage", smtplib_message, False),
    ("nodemailer", nodemailer, False),
    ("nodemailer with raw content", nodemailer_octets, True),
    ("swaks", swaks, True),
    ("swaks with its own message", swaks_message, False),
    ("curl", curl, True),
    ("msmtp", msmtp, True),
]


def smtp_source():
    """Postfix's load generator, unpacked by docker/packages.sh or installed: (program, its environment)."""
    for folder in (ROOT / "build/tools", pathlib.Path("/")):
        program = folder / "usr/sbin/smtp-source"
        if program.exists():
            return program, {"LD_LIBRARY_PATH": str(folder / "usr/lib/postfix")}
    raise RuntimeError("smtp-source is not here (docker/packages.sh unpacked)")
