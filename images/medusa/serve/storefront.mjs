import express from "express";
import { readSettings } from "./settings.mjs";

/** The storefront's pages: all are the same document, which reads its path. */
const pages = ["/", "/products/:handle", "/cart", "/checkout", "/orders/:id"];

/** Pictures may come from anywhere an owner keeps them; everything else is the shop's own. */
const policy =
  "default-src 'self'; img-src 'self' data: http: https:; style-src 'self'; object-src 'none'; base-uri 'none'; " +
  "form-action 'self'; frame-ancestors 'none'";

/**
 * The storefront: static files, and the settings that they read at run time.
 *
 * @param {string} directory
 * @param {{ container?: import("@medusajs/framework/types").MedusaContainer }} shop filled when Medusa is loaded
 */
export function storefront(directory, shop) {
  const router = express.Router();
  router.get(pages, (_, response) => {
    response.set({
      "cache-control": "no-cache",
      "content-security-policy": policy,
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
    });
    response.sendFile("index.html", { root: directory });
  });
  router.get("/storefront/settings.json", async (_, response, next) => {
    try {
      response.set("cache-control", "no-store").json(await readSettings(shop.container));
    } catch (error) {
      next(error);
    }
  });
  router.use("/storefront", express.static(directory, { index: false, redirect: false, maxAge: "5m" }));
  return router;
}
