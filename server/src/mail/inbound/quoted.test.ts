import { expect, test } from 'vitest'
import { quotedFrom } from './quoted.ts'

/** What is left when the quotation is folded. */
function left(text: string): string | null {
  const at = quotedFrom(text)
  return at === null ? null : text.slice(0, at)
}

test.each([
  ['English', 'On Mon, Nov 24, 2025 at 10:05 AM Anna Huber <anna@example.com> wrote:'],
  ['English, Apple', 'On 24 Nov 2025, at 10:05, Anna Huber <anna@example.com> wrote:'],
  ['German', 'Am 24.11.2025 um 10:05 schrieb Anna Huber:'],
  ['German, Gmail', 'Am Mo., 24. Nov. 2025 um 10:05 Uhr schrieb Anna Huber <anna@example.com>:'],
  ['German, name first', 'Anna Huber schrieb am 24.11.2025 um 10:05:'],
  ['French', 'Le lun. 24 nov. 2025 à 10:05, Anna Huber <anna@example.com> a écrit :'],
  ['French with a narrow blank', 'Le 24 nov. 2025 à 10:05, Anna Huber a écrit\u00a0:'],
  ['Spanish', 'El lun, 24 nov 2025 a las 10:05, Anna Huber (<anna@example.com>) escribió:'],
  ['Italian', 'Il giorno lun 24 nov 2025 alle ore 10:05 Anna Huber <anna@example.com> ha scritto:'],
  ['Dutch', 'Op ma 24 nov 2025 om 10:05 schreef Anna Huber <anna@example.com>:'],
  ['Dutch, Apple', 'Op 24 nov. 2025, om 10:05 heeft Anna Huber <anna@example.com> het volgende geschreven:'],
  ['Portuguese', 'Em seg., 24 de nov. de 2025 às 10:05, Anna Huber <anna@example.com> escreveu:'],
  ['Polish', 'W dniu 24.11.2025 o 10:05, Anna Huber pisze:'],
  ['Polish, Gmail', 'pon., 24 lis 2025 o 10:05 Anna Huber <anna@example.com> napisał(a):'],
  ['Swedish', 'Den mån 24 nov. 2025 kl 10:05 skrev Anna Huber <anna@example.com>:'],
  ['Japanese', '2025年11月24日(月) 10:05 Anna Huber <anna@example.com>:'],
  ['Japanese, Apple', '2025/11/24 10:05、Anna Huber <anna@example.com>のメール：'],
  ['Chinese', '在 2025年11月24日，上午10:05，Anna Huber <anna@example.com> 写道：'],
  ['Chinese, Gmail', 'Anna Huber <anna@example.com> 于2025年11月24日周一 10:05写道：'],
  ['Russian', 'пн, 24 нояб. 2025 г. в 10:05, Anna Huber <anna@example.com>:'],
  ['Russian, Apple', '24 нояб. 2025 г., в 10:05, Anna Huber <anna@example.com> написал(а):'],
])('%s: the line that introduces a quotation belongs to it, with marks and without', (_language, line) => {
  expect(left(`Thank you.\n\n${line}\n\n> old\n>\n> older\n`)).toBe('Thank you.\n\n')
  expect(left(`Thank you.\n\n${line}\nold\n\nolder`)).toBe('Thank you.\n\n')
})

test('a line of introduction that is broken is found from its beginning, and what stands right above it is not taken', () => {
  const broken = 'On Mon, Nov 24, 2025 at 10:05 AM Anna\nHuber <anna@example.com> wrote:\n> old'
  expect(left(`Yes.\n\n${broken}`)).toBe('Yes.\n\n')
  expect(left(`Yes.\n${broken}`)).toBe('Yes.\n')
  expect(left('Yes.\nAm 24.11.2025 um 10:05 schrieb Anna:\n> alt')).toBe('Yes.\n')
})

test.each([
  [
    'English',
    'From: Anna Huber <anna@example.com>\nSent: Monday, November 24, 2025 10:05 AM\nTo: Support\nCc: x\nSubject: Prices',
  ],
  ['English, bold', '*From:* Anna Huber\n*Sent:* Monday\n*To:* Support\n*Subject:* Prices'],
  ['English, Date', 'From: Anna Huber\nDate: Monday, 24 November 2025\nTo: Support\nSubject: Prices'],
  ['German', 'Von: Anna Huber\nGesendet: Montag, 24. November 2025 10:05\nAn: Support\nBetreff: Preise'],
  ['French', 'De : Anna Huber\nEnvoyé : lundi 24 novembre 2025\nÀ : Support\nObjet : Prix'],
  [
    'French with hard blanks',
    'De\u00a0: Anna Huber\nEnvoyé\u00a0: lundi\nÀ\u00a0: Support\nObjet\u00a0: Prix',
  ],
  ['Spanish', 'De: Anna Huber\nEnviado el: lunes\nPara: Support\nAsunto: Precios'],
  ['Italian', 'Da: Anna Huber\nInviato: lunedì\nA: Support\nOggetto: Prezzi'],
  ['Dutch', 'Van: Anna Huber\nVerzonden: maandag\nAan: Support\nOnderwerp: Prijzen'],
  ['Portuguese', 'De: Anna Huber\nEnviada em: segunda-feira\nPara: Support\nAssunto: Preços'],
  ['Polish', 'Od: Anna Huber\nWysłano: poniedziałek\nDo: Support\nTemat: Ceny'],
  ['Swedish', 'Från: Anna Huber\nSkickat: måndag\nTill: Support\nÄmne: Priser'],
  ['Russian', 'От: Anna Huber\nОтправлено: понедельник\nКому: Support\nТема: Цены'],
  ['Japanese', '差出人: Anna Huber\n送信日時: 2025年11月24日\n宛先: Support\n件名: 価格'],
  ['Chinese', '发件人: Anna Huber\n发送时间: 2025年11月24日\n收件人: Support\n主题: 价格'],
])(
  "%s: Outlook's block begins what is repeated, alone, below underscores and below its separator",
  (_language, block) => {
    expect(left(`Thank you.\n\n${block}\n\nold`)).toBe('Thank you.\n\n')
    expect(left(`Thank you.\n\n${'_'.repeat(32)}\n${block}\n\nold\n> older`)).toBe('Thank you.\n\n')
    expect(left(`Thank you.\n\n-----Original Message-----\n${block}\n\nold`)).toBe('Thank you.\n\n')
  },
)

test.each([
  '-----Original Message-----',
  '-----Ursprüngliche Nachricht-----',
  '-------- Original-Nachricht --------',
  "-----Message d'origine-----",
  '-----Mensaje original-----',
  '-----Messaggio originale-----',
  '-----Oorspronkelijk bericht-----',
  '-----Mensagem original-----',
  '-----Oryginalna wiadomość-----',
  '-----Ursprungligt meddelande-----',
])('%s begins what is repeated', (line) => {
  expect(left(`Thank you.\n${line}\nold`)).toBe('Thank you.\n')
})

test('marked lines to the end are a quotation without any introduction, also of several depths and with empty lines', () => {
  expect(left('New.\n> a\n\n>> b\n>c\n\n')).toBe('New.\n')
  expect(left('Anna wrote:\n> a\n\nNew.\n\nBen wrote:\n> b')).toBe('Anna wrote:\n> a\n\nNew.\n\n')
})

test.each([
  ['an answer below the quotation', 'On Mon, Nov 24, 2025 at 10:05 Anna wrote:\n> How much?\n\nTen euros.'],
  ['answers between', 'Hello,\nOn Mon, Nov 24, 2025 at 10:05 Anna wrote:\n> One?\nYes.\n> Two?\nNo.'],
  [
    "answers below Outlook's block with marks",
    'Hello,\nFrom: A\nSent: Monday\nTo: B\nSubject: C\n\n> One?\nYes.',
  ],
  ['a signature below', 'Hello,\n> old\n-- \nAnna'],
  ['nothing but a quotation', 'On Mon, Nov 24, 2025 at 10:05 Anna wrote:\n> old'],
  ['nothing but what is forwarded', '\nFrom: A\nSent: Monday\nTo: B\nSubject: C\n\nold'],
  ['a line of underscores alone', 'Hello\n________________________________\nThe footer of a list'],
  ['a forwarded message', 'See below.\n---------- Forwarded message ---------\nold'],
  ['a label alone', 'From: Vienna\nit is two hours to Graz.\nSubject: to change.'],
  ['words that a person repeats', 'Hello,\nAm 24.11.2025 schrieb mir Herr Meier Folgendes:\nWir zahlen.'],
  ['a contact form', 'New request\n\nFrom: Anna\nDate: 24.11.2025\nSubject: Prices\n\nHow much?'],
  ['a sentence that says who wrote', 'As I wrote:\nplease call me.'],
  ['plain text', 'Hello\nAnna'],
  ['nothing', ''],
])('nothing is folded of %s', (_what, text) => {
  expect(quotedFrom(text)).toBeNull()
})
