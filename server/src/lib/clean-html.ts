import sanitizeHtml from 'sanitize-html'

/** Where the address of a picture waits that would load from outside. */
const held = 'data-remote-src'
/** Deeper than any mail program nests; what is deeper keeps its text. */
const deepest = 100

/**
 * HTML from outside as it may be stored and shown: formatting, tables, links and pictures, and nothing that runs, sends or loads.
 * Pictures of other servers do not load: their address waits in `data-remote-src` until the reader asks for them. With `remote: 'kept'` it
 * stands in `src` again: for the reader who asked, and for what goes back into the mailbox. Cleaning what is clean changes nothing.
 */
export function cleanHtml(html: string, { remote = 'held' }: { remote?: 'held' | 'kept' } = {}): string {
  // A lone surrogate or a NUL is no text; databases refuse them.
  const text = html.toWellFormed().replaceAll('\0', '')
  if (isEndless(text))
    return text
      .replace(/<[^<>]*>/g, ' ')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  return settled(text, remote === 'held' ? holding : keeping)
}

/** Addresses of the pictures that wait in cleaned HTML. */
export function heldPictures(clean: string): string[] {
  return [...clean.matchAll(new RegExp(`${held}="([^"]*)"`, 'g'))].map(([, address]) =>
    address!
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  )
}

/** What was never closed (`<p><b<p><p>`) may read otherwise once it is written out, and the reading of that is what stays. */
function settled(html: string, options: sanitizeHtml.IOptions): string {
  let clean = sanitizeHtml(html, options)
  for (let pass = 0; pass < 3; pass++) {
    const again = sanitizeHtml(clean, options)
    if (again === clean) break
    clean = again
  }
  return clean
}

/**
 * The parser puts every open tag in front of the others: 180,000 that are never closed (900 KB) took it 18 s, 20,000 take 0.2 s. No
 * mail has so many; of one that does, the words are left.
 */
function isEndless(html: string): boolean {
  if (html.length < 60_000) return false
  let open = 0
  for (const [tag] of html.matchAll(
    /<\/?(?!(?:area|br|col|embed|hr|img|input|link|meta|param|source|wbr)\b)[a-z]/gi,
  )) {
    open = Math.max(open + (tag.startsWith('</') ? -1 : 1), 0)
    if (open > 20_000) return true
  }
  return false
}

/** Also inside the page's own frame a link opens a window of its own, which does not learn whence it came. */
const link = { target: '_blank', rel: 'noopener noreferrer' }
const block = ['align', 'dir', 'lang', 'style', 'title']
const cell = [...block, 'width', 'height', 'valign', 'bgcolor', 'colspan', 'rowspan', 'scope', 'nowrap']

const words = (text: string) => text.split(' ')

const allowedTags = [
  ...words(
    'a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt',
  ),
  ...words(
    'em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span',
  ),
  ...words('strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr'),
]
const allowedAttributes = {
  '*': block,
  a: [...block, 'href', 'target', 'rel'],
  img: [...block, 'src', held, 'alt', 'width', 'height', 'border', 'hspace', 'vspace'],
  font: [...block, 'color', 'face', 'size'],
  table: [...block, ...words('width height border cellpadding cellspacing bgcolor rules summary')],
  td: cell,
  th: cell,
  tr: cell,
  col: [...cell, 'span'],
  colgroup: [...cell, 'span'],
  ol: [...block, 'start', 'type', 'reversed'],
  ul: [...block, 'type'],
  li: [...block, 'value', 'type'],
  hr: [...block, 'width', 'size', 'color', 'noshade'],
  blockquote: [...block, 'type'],
}

function optionsFor(source: string): sanitizeHtml.IOptions {
  return {
    allowedTags,
    // Their text is no text for people.
    nonTextTags: words('script style title textarea option noscript template xml svg math'),
    allowedAttributes,
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'sip', 'sips', 'callto'],
    allowedSchemesByTag: { img: ['cid', 'data', 'http', 'https'] },
    allowProtocolRelative: false,
    allowedStyles: { '*': styles },
    transformTags: {
      a: (tagName, attribs) => ({ tagName, attribs: attribs.href ? { ...attribs, ...link } : attribs }),
      img: (tagName, attribs) => ({ tagName, attribs: picture(attribs, source) }),
    },
    nestingLimit: deepest,
    disallowedTagsMode: 'discard',
  }
}

/** Of a picture's source only what it may be is left: a part of the message, a picture inside the text, or another server's, held or kept. */
function picture(attribs: sanitizeHtml.Attributes, source: string): sanitizeHtml.Attributes {
  const { src = '', [held]: waiting = '', ...rest } = attribs
  // Browsers leave out these letters inside an address, and take // for the page's own scheme.
  const address = (src.trim() || waiting.trim()).replace(/[\t\n\r]/g, '').replace(/^[\\/]{2}/, 'https://')
  if (/^(cid:[^\s"<>]+|data:image\/(png|gif|jpe?g|webp|bmp|avif);base64,[\w+/=\s]*)$/i.test(address))
    return { ...rest, src: address }
  return /^https?:\/\//i.test(address) ? { ...rest, [source]: address } : rest
}

/**
 * Values of one line without anything that names an address or hides a name: no `url(…)`, `image-set(…)`, `expression(…)`, `var(…)`, no
 * escapes (`\\75rl(`), no comments. Functions for colours and sums stay.
 */
const safeValue = /^(?!.*\/\*)(?:[\w\s.,%#'"+\-!/]|(?<=\b(?:rgba?|hsla?|calc))\([\w\s.,%+\-*/]*\))*$/i

const styles = Object.fromEntries(
  [
    ...words('color background background-color opacity direction unicode-bidi visibility'),
    ...words('font font-family font-size font-style font-weight font-variant line-height'),
    ...words('letter-spacing word-spacing text-align text-decoration text-decoration-line text-indent'),
    ...words('text-transform text-overflow white-space word-break word-wrap overflow-wrap hyphens'),
    ...words('vertical-align display float clear overflow list-style list-style-type list-style-position'),
    ...words('width height min-width max-width min-height max-height box-sizing'),
    ...words('table-layout border-collapse border-spacing empty-cells caption-side border-radius'),
    ...['margin', 'padding', 'border'].flatMap((name) => [name, ...sidesOf(name)]),
    ...words('border-color border-style border-width'),
    ...sidesOf('border').flatMap((side) => [`${side}-color`, `${side}-style`, `${side}-width`]),
  ].map((name) => [name, [safeValue]]),
)

function sidesOf(name: string): string[] {
  return ['top', 'right', 'bottom', 'left'].map((side) => `${name}-${side}`)
}

const holding = optionsFor(held)
const keeping = optionsFor('src')
