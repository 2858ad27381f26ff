import { setPhoto } from '../tenant/mailbox.ts'
import type { Contact } from '../tenant/types.ts'
import type { WireResponse } from '../wire.ts'
import { type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { refuse } from './errors.ts'
import { entity } from './odata.ts'
import { readContacts, writeContacts } from './permissions.ts'
import { contactOf, contactsContext } from './places.ts'

/** The picture of a contact: metadata at `photo`, bytes at `photo/$value`. */
export const photoRoutes: Route[] = [
  'users/{user}/contacts',
  'users/{user}/contactFolders/{folder}/contacts',
].flatMap((path) => [
  mailboxRoute('GET', `${path}/{contact}/photo`, readContacts, describe),
  mailboxRoute('GET', `${path}/{contact}/photo/$value`, readContacts, download),
  mailboxRoute('PUT', `${path}/{contact}/photo/$value`, writeContacts, upload),
  mailboxRoute('PATCH', `${path}/{contact}/photo/$value`, writeContacts, upload),
])

function describe(call: MailboxCall): WireResponse {
  const contact = contactOf(call)
  const { contentType, bytes } = photoOf(contact)
  const { width, height } = imageSize(Buffer.from(bytes))
  const text = JSON.stringify({
    '@odata.mediaContentType': contentType,
    '@odata.mediaEtag': `"${contact.changeKey}"`,
    id: `${width}X${height}`,
    height,
    width,
  })
  return entity(200, `${contactsContext(call)}('${call.params.contact}')/photo/$entity`, text)
}

function download(call: MailboxCall): WireResponse {
  const { contentType, bytes } = photoOf(contactOf(call))
  return { status: 200, headers: { 'content-type': contentType }, body: bytes }
}

function upload(call: MailboxCall): WireResponse {
  const contact = contactOf(call)
  const contentType = call.request.headers['content-type']?.split(';')[0]?.trim() ?? ''
  if (!contentType.startsWith('image/') || call.request.body.length === 0) {
    throw refuse.argument('The photo must be sent as the bytes of an image with its content type.')
  }
  setPhoto(call.world, call.tenant, call.user, contact, { contentType, bytes: call.request.body })
  return { status: 200 }
}

function photoOf(contact: Contact): NonNullable<Contact['photo']> {
  if (contact.photo === undefined) throw refuse.noPhoto()
  return contact.photo
}

/** Width and height in pixels of a PNG or JPEG; 1 by 1 for anything else. */
function imageSize(bytes: Buffer): { width: number; height: number } {
  if (bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
  }
  let at = 2
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return { width: 1, height: 1 }
}
