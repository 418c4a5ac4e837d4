/** What the create page hands to the store's page, in the browser's history. */
export interface ArrivalState {
  /** The store existed already: what of the input differs from it. */
  existed?: { field: string; requested: string | null; actual: string | null }[];
}
