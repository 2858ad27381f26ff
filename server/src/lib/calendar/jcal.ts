/** A property of jCal (RFC 7265): name, parameters, type of the value, values. */
export type Property = [
  name: string,
  parameters: Record<string, string | string[]>,
  type: string,
  ...values: unknown[],
]
/** A component of jCal: name, properties, components inside it. */
export type Component = [name: string, properties: Property[], components: Component[]]

/** The first property of a name. */
export function property(component: Component, name: string): Property | undefined {
  return component[1].find((one) => one[0] === name)
}

/** All properties of a name. */
export function properties(component: Component, name: string): Property[] {
  return component[1].filter((one) => one[0] === name)
}

/** The value of the first property of a name, if it is text. */
export function text(component: Component, name: string): string | undefined {
  const value = property(component, name)?.[3]
  return typeof value === 'string' ? value : undefined
}

/** All components of a name directly inside one. */
export function components(component: Component, name: string): Component[] {
  return component[2].filter((one) => one[0] === name)
}

/** One parameter of a property; of several values the first. */
export function parameter([, parameters]: Property, name: string): string | undefined {
  const value = parameters[name]
  return Array.isArray(value) ? value[0] : value
}

/** Text without what no line of iCalendar can hold: line ends of other systems, control characters (RFC 5545, 3.1). */
export function plainText(value: string): string {
  return value.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '')
}

/**
 * A text property that the library does not know. It would write `VALUE=TEXT`, over which the programs that these are for may stumble, so it
 * is escaped here (RFC 5545, 3.3.11).
 */
export function unknownText(name: string, parameters: Property[1], value: string): Property {
  const escaped = plainText(value)
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n')
  return [name, parameters, 'unknown', escaped]
}

/** The text of such a property. */
export function unescaped(value: string): string {
  return value.replace(/\\(.)/gs, (_, letter: string) => (letter === 'n' || letter === 'N' ? '\n' : letter))
}
