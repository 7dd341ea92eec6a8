/** The shop's settings as flat fields of a form, and back as what `PATCH /api/shops/{shop}` takes. Pure. */

/** @param {any} shop */
export function settingsDraft(shop) {
  return {
    name: shop.name,
    slug: shop.slug,
    currency: shop.currency,
    timezone: shop.timezone ?? "Asia/Jakarta",
    accent: shop.look?.accent ?? "",
    contact_email: shop.contact?.email ?? "",
    contact_phone: shop.contact?.phone ?? "",
    contact_address: shop.contact?.address ?? "",
    policies_returns: shop.policies?.returns ?? "",
    policies_privacy: shop.policies?.privacy ?? "",
    bank_bank: shop.bank_account?.bank ?? "",
    bank_holder: shop.bank_account?.holder ?? "",
    bank_number: shop.bank_account?.number ?? "",
    payment_methods: shop.payment_methods ?? [],
    shipping_options: (shop.shipping_options ?? []).map((/** @type {any} */ option) => ({ ...option })),
    logo_image: shop.look?.logo_image ?? null,
  };
}

/**
 * Only what changed; a group that changed goes as a whole, since the server replaces it as a whole.
 *
 * @param {any} before
 * @param {any} draft
 */
export function settingsChange(before, draft) {
  /** @type {Record<string, any>} */
  const change = {};
  const differs = (/** @type {string} */ start) =>
    Object.keys(draft).some((name) => name.startsWith(start) && JSON.stringify(draft[name]) !== JSON.stringify(before[name]));
  const text = (/** @type {string} */ name) => draft[name].trim() || null;
  for (const name of ["name", "slug", "currency", "timezone"]) {
    if (draft[name].trim() !== before[name]) change[name] = draft[name].trim();
  }
  if (differs("accent")) change.look = { accent: draft.accent || null, logo_image: draft.logo_image };
  if (differs("contact_")) {
    change.contact = { email: text("contact_email"), phone: text("contact_phone"), address: text("contact_address") };
  }
  if (differs("policies_")) change.policies = { returns: text("policies_returns"), privacy: text("policies_privacy") };
  if (differs("bank_")) {
    change.bank_account = { bank: text("bank_bank"), holder: text("bank_holder"), number: text("bank_number") };
  }
  if (differs("payment_methods")) change.payment_methods = draft.payment_methods;
  if (differs("shipping_options")) {
    change.shipping_options = draft.shipping_options
      .filter((/** @type {any} */ option) => option.title.trim() && option.price)
      .map((/** @type {any} */ option) => ({
        ...(option.option_id ? { option_id: option.option_id } : {}),
        title: option.title.trim(),
        price: option.price,
        free_from: option.free_from ?? null,
        days_text: option.days_text?.trim() || null,
      }));
  }
  return change;
}
