import { compile } from 'html-to-text'
import { cleanHtml } from './clean-html.ts'

const convert = compile({
  wordwrap: false,
  selectors: [
    // A picture says what stands beside it for those who do not see it.
    { selector: 'img', format: 'inlineAlt' },
    {
      selector: 'a',
      options: { hideLinkHrefIfSameAsText: true, ignoreHref: false, linkBrackets: ['<', '>'] },
    },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
  ],
  formatters: {
    inlineAlt: ({ attribs }, _walk, builder) => {
      if (attribs?.alt) builder.addInline(attribs.alt, { noWordTransform: true })
    },
    cell: ({ children }, walk, builder) => {
      walk(children, builder)
      builder.addInline(' ')
    },
  },
})

/** HTML as plain text, for the twin of a message, for search and for programs that show no HTML: no line is broken, links keep their address. */
export function htmlToText(html: string): string {
  // Cleaned first: what is no text for people is gone, and nothing is nested so deep that the converter runs out of stack.
  // A run of blanks is looked at once, from where it begins: 200,000 in a <pre>, each tried as a beginning, took 85 s.
  return convert(cleanHtml(html))
    .replace(/(?<![ \t])[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
