import type { FoundLetter, LetterAttachment } from '../providers/sender.ts'

/**
 * The places of the attachments that a draft lacks; undefined if it holds anything that is none of the letter's. Services count
 * more bytes than a file has (Exchange adds its own properties), never fewer.
 */
export function missingAttachments(
  wanted: Pick<LetterAttachment, 'name' | 'size'>[],
  attached: FoundLetter['attachments'],
): number[] | undefined {
  const left = [...attached]
  const missing: number[] = []
  for (const [place, file] of wanted.entries()) {
    const fits = (one: { name: string; size: number }) =>
      one.name === file.name && one.size >= file.size && one.size <= file.size * 1.5 + 65_536
    // The nearest in size, where several have the name.
    const match = left.filter(fits).sort((a, b) => a.size - b.size)[0]
    if (match) left.splice(left.indexOf(match), 1)
    else missing.push(place)
  }
  return left.length > 0 ? undefined : missing
}
