from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from sqlalchemy import select

from live.accounts.passwords import Passwords
from live.tables import account
from tests.live.accounts.conftest import PASSWORD, House, answer, owner, quick_passwords


async def test_right_wrong_and_nobody() -> None:
    passwords = quick_passwords()
    stored = await passwords.hash("kata sandi é")
    assert stored.startswith("$argon2id$")
    assert await passwords.verify(stored, "kata sandi e\u0301")
    assert not await passwords.verify(stored, "kata sandi")
    assert not await passwords.verify(None, "nobody has this password")
    assert not await passwords.verify("not a hash", "x")


async def test_the_loop_goes_on_meanwhile() -> None:
    passwords = Passwords()
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    ticker = asyncio.create_task(tick())
    await asyncio.gather(*(passwords.hash("x") for _ in range(3)))
    ticker.cancel()
    assert ticks > 10


async def test_an_old_hash_is_renewed_on_sign_in(house: House) -> None:
    await owner(house)
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    async with house.database.write() as db:
        await db.execute(account.update().values(password_hash=old))
    login = {"email": "ibu@batik.test", "password": PASSWORD}
    for _ in range(2):
        await answer(await (await house.browser()).post("/api/login", json=login), 200)
    async with house.database.read() as db:
        stored = (await db.execute(select(account.c.password_hash))).scalar_one()
    assert stored != old
    assert "m=8,t=1,p=1" in stored
