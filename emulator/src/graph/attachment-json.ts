import type { Contents } from '../tenant/contents.ts'
import type { Attachment } from '../tenant/mail-types.ts'
import { dateTime } from './contact-json.ts'

const types = { file: 'fileAttachment', item: 'itemAttachment', reference: 'referenceAttachment' }

/** An attachment as the service shows it; `contentBytes` only where the bytes are wanted, `item` only when it is expanded. */
export function attachmentJson(
  contents: Contents,
  attachment: Attachment,
  options: { select?: readonly string[] | undefined; item?: boolean } = {},
): Record<string, unknown> {
  const { id, kind, name, contentType, content, isInline, contentId, contentLocation, modifiedAt } =
    attachment
  const { select } = options
  const wants = (property: string) => select === undefined || select.includes(property)
  const all: Record<string, unknown> = {
    lastModifiedDateTime: dateTime(modifiedAt),
    name,
    contentType,
    size: content.size,
    isInline,
    ...(kind === 'file' && { contentId, contentLocation }),
  }
  const shown = Object.entries(all).filter(([property]) => wants(property))
  return {
    '@odata.type': `#microsoft.graph.${types[kind]}`,
    ...(kind === 'file' && { '@odata.mediaContentType': contentType }),
    id,
    ...Object.fromEntries(shown),
    ...(kind === 'file' &&
      wants('contentBytes') && { contentBytes: contents.get(content).toString('base64') }),
    ...(kind === 'item' && options.item && { item: JSON.parse(contents.get(content).toString('utf8')) }),
  }
}
