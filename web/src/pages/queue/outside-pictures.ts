import { dataAddress } from '../../data-address.ts'
import { inboundMessages } from '../../queues-api.ts'

/** More of them no reader looks at, and no page should hold. */
const most = 60
const atOnce = 4
const held = 'data-remote-src'

/** HTML with the pictures of other servers in it, as far as they can be loaded; how many of them could not. */
export async function withPictures(id: string, html: string): Promise<{ html: string; missing: number }> {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  const images = [...body.querySelectorAll(`img[${held}]`)]
  const addresses = [...new Set(images.map((image) => image.getAttribute(held) ?? ''))]
  const loaded = new Map<string, string>()
  const rest = addresses.slice(0, most)
  const work = async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      const file = await inboundMessages.picture(id, next).catch(() => undefined)
      if (file) loaded.set(next, await dataAddress(file))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  for (const image of images) {
    const source = loaded.get(image.getAttribute(held) ?? '')
    if (source !== undefined) image.setAttribute('src', source)
  }
  return { html: body.innerHTML, missing: addresses.length - loaded.size }
}
