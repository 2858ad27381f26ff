/** What a script is filled with; what is not known yet is asked for while it runs. */
export type Values = Record<string, string | string[] | undefined>

/**
 * A script with the customer's values. A template names each value once, in a line of its own at the top
 * (`$group = {{group}}`), and uses the variable from there on, so that no value is ever part of a command.
 */
export function fillScript(template: string, values: Values, asks: Record<string, string>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (Array.isArray(value)) return value.length === 0 ? '@()' : value.map(quoted).join(', ')
    if (value !== undefined && value !== '') return quoted(value)
    return `(Read-Host ${quoted(asks[name] ?? name)})`
  })
}

/**
 * A text of PowerShell in which nothing is expanded: between single quotes only a single quote means something, and the
 * language takes typographic ones for the same (about_Quoting_Rules). Control characters have no place in a value.
 */
export function quoted(text: string): string {
  return `'${text.replace(/\p{Cc}/gu, ' ').replace(/['‘’‚‛]/g, '$&$&')}'`
}
