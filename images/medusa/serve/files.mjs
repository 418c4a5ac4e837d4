import express from "express";

/** An uploaded page or SVG shares its origin with the admin: it may show itself, and run nothing. */
const inert = "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; sandbox";

/** Medusa marks private files, e.g. exports of orders, by their name. */
const isPrivate = (path) => path.startsWith("/private");

/** Uploaded files that everybody may see. */
export function publicFiles(directory) {
  const serve = files(directory);
  return (request, response, next) => (isPrivate(decode(request.path)) ? next() : serve(request, response, next));
}

/** Exports, which medusa-config.js puts below private/; mount it behind the admin's authentication. */
export function privateFiles(directory) {
  return files(`${directory}/private`);
}

function files(directory) {
  return express.static(directory, {
    index: false,
    redirect: false,
    maxAge: "1h",
    setHeaders: (response) => response.set({ "content-security-policy": inert, "x-content-type-options": "nosniff" }),
  });
}

function decode(path) {
  try {
    return decodeURIComponent(path).replaceAll(/\/+/g, "/");
  } catch {
    return path;
  }
}
