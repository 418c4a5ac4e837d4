import express from "express";

/** An uploaded page or SVG shares its origin with the admin: it may show itself, and run nothing. */
const inert = "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; sandbox";

/** Uploaded files that everybody may see. */
export function publicFiles(directory) {
  return files(`${directory}/public`);
}

/**
 * Exports and other private files, which have a folder of their own so that no spelling of a path reaches them
 * otherwise. Medusa begins their names with "private-"; every other path is passed on, to the 404 at the end.
 *
 * @param {string} directory
 * @param {import("express").RequestHandler} authenticate
 */
export function privateFiles(directory, authenticate) {
  const router = express.Router();
  router.use((request, _, next) => next(request.path.startsWith("/private-") ? undefined : "router"));
  router.use(authenticate, files(`${directory}/private`));
  return router;
}

function files(directory) {
  return express.static(directory, {
    index: false,
    redirect: false,
    maxAge: "1h",
    setHeaders: (response) => response.set({ "content-security-policy": inert, "x-content-type-options": "nosniff" }),
  });
}
