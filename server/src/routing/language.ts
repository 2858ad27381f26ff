/** Letters that are looked at: more make the guess no better. */
const enough = 2000

/** The language of a text, ISO 639-1; `null` where nobody can tell. The table of languages is read when it is first needed: that takes a second. */
export async function languageOf(text: string): Promise<string | null> {
  const { eld } = await import('eld/small')
  const found = eld.detect(text.slice(0, enough))
  return found.language === '' || !found.isReliable() ? null : found.language
}
