/** A product while it is edited: what was loaded, what was typed, and what of it goes to the server. Pure. */

/** @typedef {import("../../core/format.js").Money} Money */
/**
 * @typedef {object} VariantDraft
 * @property {number} key tells rows apart while they have no id
 * @property {string} [variant_id]
 * @property {string} sku
 * @property {string} title
 * @property {Money | null} price
 * @property {string} stock as typed
 * @property {string} weight_g as typed
 * @property {boolean} [deleted]
 */
/** @typedef {{title: string, description: string, variants: VariantDraft[]}} Draft */

let keys = 0;

/** @returns {VariantDraft} */
export function emptyVariant() {
  return { key: ++keys, sku: "", title: "", price: null, stock: "", weight_g: "" };
}

/** @param {any} [product] @returns {Draft} */
export function draftOf(product) {
  if (!product) return { title: "", description: "", variants: [emptyVariant()] };
  return {
    title: product.title,
    description: product.description,
    variants: product.variants.map((/** @type {any} */ variant) => ({
      key: ++keys,
      variant_id: variant.variant_id,
      sku: variant.sku,
      title: variant.title,
      price: variant.price,
      stock: String(variant.stock),
      weight_g: variant.weight_g === null ? "" : String(variant.weight_g),
    })),
  };
}

/**
 * A stock keeping unit for who has none of their own: `KOPI-TORAJA-250-G`.
 *
 * @param {string} title
 * @param {string} variant
 * @param {Set<string>} taken
 */
export function inventSku(title, variant, taken) {
  const plain = (/** @type {string} */ text, /** @type {number} */ most) =>
    text.normalize("NFKD").toUpperCase().replace(/[^A-Z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, most).replace(/-$/, "");
  const wanted = [plain(title, 24), plain(variant, 16)].filter(Boolean).join("-") || "SKU";
  let sku = wanted;
  for (let number = 2; taken.has(sku); number++) sku = `${wanted}-${number}`;
  taken.add(sku);
  return sku;
}

/**
 * The body of `POST /api/products`.
 *
 * @param {Draft} draft
 */
export function toCreate(draft) {
  const taken = new Set(draft.variants.map((variant) => variant.sku.trim()).filter(Boolean));
  return {
    title: draft.title.trim(),
    description: draft.description.trim(),
    variants: draft.variants.map((variant) => wholeVariant(variant, draft.title, taken)),
  };
}

/**
 * The body of `PATCH /api/products/{id}`: what changed and nothing else, so that stock which sold meanwhile stays sold.
 *
 * @param {Draft} before
 * @param {Draft} draft
 */
export function toChange(before, draft) {
  const taken = new Set(draft.variants.map((variant) => variant.sku.trim()).filter(Boolean));
  /** @type {Record<string, any>} */
  const body = {};
  if (draft.title.trim() !== before.title) body.title = draft.title.trim();
  if (draft.description.trim() !== before.description) body.description = draft.description.trim();
  const variants = [];
  for (const variant of draft.variants) {
    const old = before.variants.find((other) => other.variant_id && other.variant_id === variant.variant_id);
    if (!old) variants.push(wholeVariant(variant, draft.title, taken));
    else if (JSON.stringify(old) !== JSON.stringify(variant)) variants.push(changedVariant(old, variant));
  }
  for (const old of before.variants) {
    const kept = draft.variants.some((variant) => variant.variant_id === old.variant_id);
    if (!kept) variants.push({ variant_id: old.variant_id, deleted: true });
  }
  if (variants.length) body.variants = variants;
  return body;
}

/** @param {VariantDraft} variant @param {string} title @param {Set<string>} taken */
function wholeVariant(variant, title, taken) {
  return {
    sku: variant.sku.trim() || inventSku(title, variant.title, taken),
    title: variant.title.trim(),
    price: variant.price,
    stock: Number(variant.stock) || 0,
    weight_g: variant.weight_g === "" ? null : Number(variant.weight_g),
  };
}

/** @param {VariantDraft} old @param {VariantDraft} variant */
function changedVariant(old, variant) {
  /** @type {Record<string, any>} */
  const change = { variant_id: variant.variant_id };
  if (variant.sku.trim() && variant.sku.trim() !== old.sku) change.sku = variant.sku.trim();
  if (variant.title.trim() !== old.title) change.title = variant.title.trim();
  if (variant.price?.amount !== old.price?.amount) change.price = variant.price;
  if (variant.stock !== old.stock) change.stock = Number(variant.stock) || 0;
  if (variant.weight_g !== old.weight_g) change.weight_g = variant.weight_g === "" ? null : Number(variant.weight_g);
  return change;
}

/**
 * What still keeps a draft from being saved: field -> text key.
 *
 * @param {Draft} draft
 * @returns {Record<string, string>}
 */
export function missing(draft) {
  /** @type {Record<string, string>} */
  const wrong = {};
  const skus = new Map();
  for (const variant of draft.variants) {
    if (!variant.price) wrong[`price-${variant.key}`] = "products.price_missing";
    const sku = variant.sku.trim().toUpperCase();
    if (sku && skus.has(sku)) wrong[`sku-${variant.key}`] = "products.sku_twice";
    skus.set(sku, true);
  }
  return wrong;
}
