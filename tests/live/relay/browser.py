"""A real Chromium with a fake camera, and the little page with which it publishes and watches."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, async_playwright

FLAGS = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream=fps=30",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
]

PAGE = """<!doctype html><meta charset="utf-8"><title>media</title><video id="video" autoplay muted playsinline></video>
<script>
async function exchange(pc, url, key) {
  await pc.setLocalDescription();
  const headers = {'Content-Type': 'application/sdp'};
  if (key) headers.Authorization = 'Bearer ' + key;
  const response = await fetch(url, {method: 'POST', headers, body: pc.localDescription.sdp});
  if (response.status !== 201) return {status: response.status, body: await response.text()};
  const sdp = await response.text();
  await pc.setRemoteDescription({type: 'answer', sdp});
  return {status: 201, location: response.headers.get('Location'), etag: response.headers.get('ETag'), sdp};
}
async function host(url, key, codec) {
  const stream = await navigator.mediaDevices.getUserMedia({video: {width: 640, height: 360}, audio: true});
  const pc = window.pc = new RTCPeerConnection();
  pc.addTransceiver(stream.getAudioTracks()[0], {direction: 'sendonly'});
  const video = pc.addTransceiver(stream.getVideoTracks()[0], {direction: 'sendonly'});
  const all = RTCRtpSender.getCapabilities('video').codecs;
  const wanted = all.filter((each) => each.mimeType === 'video/' + codec);
  video.setCodecPreferences([...wanted, ...all.filter((each) => each.mimeType === 'video/rtx')]);
  return await exchange(pc, url, key);
}
async function watch(url) {
  const pc = window.pc = new RTCPeerConnection();
  const element = document.getElementById('video');
  const stream = new MediaStream();
  pc.ontrack = (event) => { stream.addTrack(event.track); element.srcObject = stream; };
  pc.addTransceiver('audio', {direction: 'recvonly'});
  pc.addTransceiver('video', {direction: 'recvonly'});
  window.started = performance.now(); window.firstFrame = null;
  element.requestVideoFrameCallback(() => { window.firstFrame = performance.now() - window.started; });
  return await exchange(pc, url);
}
async function figures() {
  const element = document.getElementById('video');
  const out = {width: element.videoWidth, height: element.videoHeight, time: element.currentTime,
    state: window.pc?.connectionState, first_frame_ms: window.firstFrame};
  for (const each of (await window.pc.getStats()).values()) {
    if (each.type === 'inbound-rtp') out[each.kind] = {
      codec: each.codecId && (await window.pc.getStats()).get(each.codecId)?.mimeType,
      frames: each.framesDecoded, lost: each.packetsLost, packets: each.packetsReceived,
      freezes: each.freezeCount, total_freeze_s: each.totalFreezesDuration, nacks: each.nackCount, plis: each.pliCount,
      playout_ms: each.estimatedPlayoutTimestamp,
      jitter_buffer_s: each.jitterBufferDelay / each.jitterBufferEmittedCount,
      level: each.totalAudioEnergy, retransmitted: each.retransmittedPacketsReceived};
    if (each.type === 'outbound-rtp') out['sent_' + each.kind] = {
      frames: each.framesEncoded, bytes: each.bytesSent, width: each.frameWidth, target: each.targetBitrate,
      nacks: each.nackCount, plis: each.pliCount};
    if (each.type === 'remote-inbound-rtp') out['remote_' + each.kind] = {
      lost: each.packetsLost, round_trip_s: each.roundTripTime, jitter: each.jitter};
    if (each.type === 'transport') out.transport = {srtp: each.srtpCipher, dtls: each.dtlsState};
  }
  return out;
}
</script>"""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


async def open_page(browser: Browser, url: str) -> Page:
    page = await (await browser.new_context(permissions=["camera", "microphone"])).new_page()
    await page.goto(url)
    return page


async def figures(page: Page) -> dict:
    return await page.evaluate("figures()")
