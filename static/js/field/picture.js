// @ts-check
// Pictures made small enough for a thin network, with one line of time, place and officer drawn into those of the camera.
const LONGEST_SIDE = 1600, MOST_BYTES = 400 * 1024;
const QUALITIES = [0.85, 0.75, 0.65, 0.5, 0.35];

/** @param {CanvasImageSource} source @param {number} width @param {number} height @returns {HTMLCanvasElement} */
function drawn(source, width, height) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Write a line at the foot of a picture. @param {HTMLCanvasElement} canvas @param {string} line */
function mark(canvas, line) {
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let size = Math.max(12, Math.round(canvas.width / 42));
  pen.font = `${size}px sans-serif`;
  size = Math.floor(size * Math.min(1, (canvas.width - 2 * size) / pen.measureText(line).width));
  pen.font = `${size}px sans-serif`;
  pen.fillStyle = "rgb(0 0 0 / 60%)";
  pen.fillRect(0, canvas.height - size * 1.9, canvas.width, size * 1.9);
  pen.fillStyle = "white";
  pen.textBaseline = "middle";
  pen.fillText(line, size, canvas.height - size * 0.9);
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob>} a JPEG of at most 400 KB, if quality can reach it */
async function packed(canvas) {
  /** @type {Blob | null} */
  let blob = null;
  for (const quality of QUALITIES) {
    blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob && blob.size <= MOST_BYTES) break;
  }
  if (!blob) throw new Error("no picture");
  return blob;
}

/** What the camera sees now, marked. @param {HTMLVideoElement} video @param {string} line @returns {Promise<Blob>} */
export function shoot(video, line) {
  const canvas = drawn(video, video.videoWidth, video.videoHeight);
  mark(canvas, line);
  return packed(canvas);
}

/** A picture of the gallery, upright. Rejects for a file that is none. @param {File} file @returns {Promise<Blob>} */
export async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try { return await packed(drawn(picture, picture.width, picture.height)); } finally { picture.close(); }
}
