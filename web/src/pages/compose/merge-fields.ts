import { escapeHtml } from '../../escape-html.ts'

/** `{{contact.givenName}}`, as the server has it. */
const placeholder = /\{\{\s*([\p{L}][\p{L}\p{N}_.-]*)\s*\}\}/gu

/** Fills the fields that have a value into HTML, escaped; the others stay to be seen. */
export function fillFields(html: string, fields: Record<string, string>): string {
  return html.replace(placeholder, (whole, name: string) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : ''
    return value ? escapeHtml(value).replace(/\r?\n/g, '<br>') : whole
  })
}

/** The same for a line of plain text. */
export function fillText(text: string, fields: Record<string, string>): string {
  return text.replace(
    placeholder,
    (whole, name: string) => (Object.hasOwn(fields, name) && fields[name]) || whole,
  )
}

/** Fields that stand in a text as they are. */
export function unfilled(text: string): string[] {
  return text.match(placeholder) ?? []
}

/** Fields that the server fills by itself. */
export function isAskedFor(name: string): boolean {
  return !name.startsWith('sender.')
}

/** `contact.givenName` as a label: “Contact: given name”. */
export function fieldLabel(name: string): string {
  const words = name
    .split('.')
    .map((part) =>
      part
        .replace(/([a-z])([A-Z])/g, '$1 $2')
        .replaceAll(/[_-]/g, ' ')
        .toLowerCase(),
    )
    .join(': ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
