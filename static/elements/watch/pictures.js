/** Pictures taken from the video: the last one, kept while there is no newer one, and the light around it. */

/**
 * Keeps the last picture in view while a new connection has none yet.
 *
 * @param {HTMLVideoElement} video
 * @param {HTMLCanvasElement | null} still
 */
export function keepStill(video, still) {
  if (!still || !video.videoWidth) return;
  still.width = video.videoWidth;
  still.height = video.videoHeight;
  still.getContext("2d")?.drawImage(video, 0, 0);
  still.hidden = false;
}

/** @param {HTMLCanvasElement | null} still */
export function hideStill(still) {
  if (still) still.hidden = true;
}

/**
 * A few pixels of the picture, which the style sheet blurs: they light what the picture itself does not fill.
 *
 * @param {HTMLVideoElement | null} video
 * @param {HTMLCanvasElement | null} glow
 */
export function drawGlow(video, glow) {
  if (!video?.videoWidth || !glow || document.hidden) return;
  glow.getContext("2d")?.drawImage(video, 0, 0, glow.width, glow.height);
}
