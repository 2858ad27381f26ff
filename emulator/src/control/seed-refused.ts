/** What was wrong with a seed or a control call; the text says it to a person. */
export class SeedRefused extends Error {}
