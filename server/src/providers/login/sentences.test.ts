import { expect, test } from 'vitest'
import type { SignInCode } from '../../../../emulator/src/login/errors.ts'
import { sentenceFor } from './sentences.ts'

const entered = { tenantId: 'contoso.com', clientId: '9d2f6c18-7a43-4e05-b8d1-2c6e0f95a47b' }
const refused = (code: string) =>
  sentenceFor({ kind: 'SignInRefused', code, detail: 'AADSTS1: words' }, entered)

test('the codes that an application can meet have sentences of their own, without numbers in the headline', () => {
  const met: SignInCode[] = [
    90002, 900023, 700016, 700038, 7000112, 7000215, 7000222, 7000216, 700025, 700027, 50027, 700024, 65001,
    500011,
  ]
  for (const code of met) {
    const sentence = refused(`AADSTS${code}`)
    expect(sentence.headline, String(code)).not.toMatch(/AADSTS|reason that we have no sentence/)
    expect(sentence.remedy.length).toBeGreaterThan(20)
  }
})

test('an unknown code is shown as it is, with the words of the service', () => {
  const sentence = refused('AADSTS999999')
  expect(sentence.meaning).toContain('AADSTS1: words')
  expect(sentence.remedy).toContain('AADSTS999999')
})
