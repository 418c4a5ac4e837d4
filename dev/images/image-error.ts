/** Something stands in the way of getting an image; the message says what to do about it. */
export class ImageError extends Error {
  override name = "ImageError";
}
