"""The letters that accounts send, Indonesian first, then English. Pure: (subject, text)."""

from __future__ import annotations

Letter = tuple[str, str]


def reset_letter(link: str, hours: int) -> Letter:
    return (
        "Atur ulang kata sandi / Reset your password",
        f"""\
Seseorang, semoga Anda, meminta kata sandi baru untuk akun ini.
Buka tautan ini dalam {hours} jam:

{link}

Jika bukan Anda, abaikan surat ini: tidak ada yang berubah.

--

Somebody, hopefully you, asked for a new password for this account.
Open this link within {hours} hour(s):

{link}

If it was not you, ignore this letter: nothing changes.
""",
    )


def invitation_letter(shop: str, role: str, link: str, days: int) -> Letter:
    return (
        f"Undangan ke {shop} / Invitation to {shop}",
        f"""\
Anda diundang ke {shop} sebagai {role}.
Buka tautan ini dalam {days} hari:

{link}

--

You are invited to {shop} as {role}.
Open this link within {days} days:

{link}
""",
    )
