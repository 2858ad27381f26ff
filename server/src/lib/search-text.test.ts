import { describe, expect, it } from 'vitest'
import { fold, searchTerms, searchText, sortName } from './search-text.ts'

describe('searchText', () => {
  it.each([
    [{ displayName: 'Jörg Müßig' }, 'jorg mussig'],
    [{ displayName: 'Łukasz Ørsted' }, 'lukasz'],
    [{ displayName: 'ΓΙΏΡΓΟΣ' }, 'γιωργος'],
    [{ displayName: 'Артём Йовович' }, 'артем'],
    [{ displayName: 'أَحْمَد' }, 'احمد'],
    [{ businessPhones: ['+49 (30) 123-45'] }, '4930 12345'],
    [{ homePhones: ['٠١٢٣'] }, '0123'],
    [{ businessAddress: { city: 'Köln' } }, 'KOLN'],
    [{ emailAddresses: [{ address: 'Ann@Example.com' }] }, 'ann@example'],
  ])('finds %j with %s', (fields, query) => {
    const text = searchText(fields)
    for (const term of searchTerms(query)) expect(text).toContain(term)
  })
  it('does not find what is not there', () => {
    expect(searchText({ displayName: 'Ann' })).not.toContain(searchTerms('bob')[0])
  })
})

describe('sortName', () => {
  it('prefers the display name, then the name, the company and the address', () => {
    expect(sortName({ displayName: 'Élan', surname: 'Zed' })).toBe('elan')
    expect(sortName({ givenName: 'Zoe', surname: 'Adams', companyName: 'Acme' })).toBe('zoe adams')
    expect(sortName({ companyName: 'Acme' })).toBe('acme')
    expect(sortName({ emailAddresses: [{ address: 'x@y.z' }] })).toBe('x@y.z')
  })
})

it('folds a letter alike wherever it stands, composed, taken apart or beyond 16 bits', () => {
  expect(fold('Zoë ZOE\u0308 ﬁn ÆRØ 𝐀b 🙂 ΣΑΣ')).toBe('zoe zoe fin aero ab 🙂 σασ')
})
