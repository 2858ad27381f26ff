/** `{{contact.givenName}}`; blanks inside do not matter. */
const placeholder = /\{\{\s*([\p{L}][\p{L}\p{N}_.-]*)\s*\}\}/gu

/** The names of the fields in a text, each once, in the order of their appearance. */
export function fieldNames(...texts: string[]): string[] {
  const found = texts.flatMap((text) => [...text.matchAll(placeholder)].map((match) => match[1]!))
  return [...new Set(found)]
}

/** Fills the fields that have a value; the others stay. Values are escaped where the text is HTML. */
export function fillFields(text: string, fields: Record<string, string>, as: 'html' | 'text'): string {
  return text.replace(placeholder, (whole, name: string) => {
    if (!Object.hasOwn(fields, name)) return whole
    const value = fields[name]!
    return as === 'html' ? escapeHtml(value).replace(/\r?\n/g, '<br>') : value
  })
}

/** A plain text inside HTML, also inside an attribute's quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
