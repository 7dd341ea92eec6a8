"""A real Chromium with a fake camera, found on the machine or installed by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ARGUMENTS = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream=fps=30",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}


def find_chromium() -> str | None:
    """The machine's own browser; None lets Playwright use the one that it installed."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def wait_for_moving_video(page: Page, selector: str = "video", timeout_ms: float = 20_000) -> dict[str, float]:
    """Waits until the video has a picture and its clock advances; returns width, height and the clock.

    The pages' CSP forbids `wait_for_function`, so the element is asked through its own handle.
    """
    video = page.locator(selector).first
    video.wait_for(state="attached", timeout=timeout_ms)
    return video.evaluate(
        """(video, limit) => new Promise((resolve, reject) => {
            const giveUp = setTimeout(() => reject(new Error(
                `no moving video: width ${video.videoWidth}, time ${video.currentTime}`)), limit);
            const start = video.currentTime;
            const look = () => {
                if (video.videoWidth > 0 && video.currentTime > start + 0.5) {
                    clearTimeout(giveUp);
                    resolve({ width: video.videoWidth, height: video.videoHeight, time: video.currentTime });
                } else {
                    requestAnimationFrame(look);
                }
            };
            look();
        })""",
        timeout_ms,
    )
