import { armor, Encrypter } from 'age-encryption'

/**
 * Seals a text to public age recipients (`age1…`) as an armored age file. Needs no private key, and nothing that
 * only has the recipients can undo it (https://age-encryption.org/v1).
 */
export async function seal(recipients: string[], text: string): Promise<string> {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return armor.encode(await encrypter.encrypt(text))
}
