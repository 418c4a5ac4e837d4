/** Part of a GraphQL answer: its shape is what a test asserts, not what it may rely on. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Answer = any;
