/** An amount in a currency's main unit, as the visitor's language writes it: 12.5 of "eur" is "€12.50". */
export function money(amount, currency) {
  return new Intl.NumberFormat(navigator.language, { style: "currency", currency: currency.toUpperCase() }).format(
    amount ?? 0,
  );
}
