import { nonce } from './nonce.ts'

// The page's own policy holds in the frame too; this one is stricter: only what the text itself carries.
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'"
const style = `
  body { margin: 0; padding: 12px; font: 14px/1.45 "Segoe UI", system-ui, sans-serif; color: #242424; overflow-wrap: anywhere; }
  img { max-width: 100%; height: auto; } img:not([src^='data:']) { display: none; } p { margin: 0 0 8px; } blockquote { margin: 0 0 8px; padding-left: 12px; border-left: 3px solid #d1d1d1; }`

/** A whole document around a piece of HTML: loads nothing, sends nothing, and its links open in another tab. */
export function framedHtml(html: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><base target="_blank"><title>Text</title><style nonce="${nonce ?? ''}">${style}</style></head><body>${html}</body></html>`
}

/** Only the words of a piece of HTML; read by the browser's own parser, which runs and loads nothing. */
export function plainText(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  for (const element of body.querySelectorAll('style, script, template')) element.remove()
  return body.textContent?.trim() ?? ''
}
