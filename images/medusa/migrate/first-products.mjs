/** What a new shop sells until its owner changes it. Prices in whole euros; the pictures are in storefront/images. */
export const firstProducts = [
  {
    title: "Harbour mug",
    handle: "harbour-mug",
    description: "A stoneware mug with a wide handle, glazed by hand. Holds 350 ml and survives the dishwasher.",
    option: { title: "Glaze", values: ["Sea blue", "Sand"] },
    price: 18,
    weight: 380,
  },
  {
    title: "Canvas tote",
    handle: "canvas-tote",
    description: "Heavy organic cotton with a flat bottom and straps long enough for a shoulder. Carries 15 kg.",
    option: { title: "Colour", values: ["Natural"] },
    price: 24,
    weight: 260,
  },
  {
    title: "Wool beanie",
    handle: "wool-beanie",
    description: "Knitted from one strand of merino, double at the brim. One size for nearly every head.",
    option: { title: "Colour", values: ["Rust", "Slate"] },
    price: 32,
    weight: 90,
  },
  {
    title: "Field notebook",
    handle: "field-notebook",
    description: "A5, 120 pages of dotted paper that takes a fountain pen. Lies flat when open.",
    option: { title: "Ruling", values: ["Dotted"] },
    price: 12,
    weight: 210,
  },
];
