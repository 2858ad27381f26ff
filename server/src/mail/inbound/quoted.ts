/** "On … wrote:" ends so, in English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, Scandinavian, Russian, Japanese and Chinese. */
const wrote =
  /(?:wrote|schrieb.{0,200}|a écrit|escribió|ha scritto|schreef.{0,200}|geschreven|escreveu.{0,200}|napisał(?:\(a\)|a)?.{0,100}|pisze|skrev.{0,200}|написал(?:\(а\)|а)?|пишет|写道|寫道|書きました|のメール|<[^<>\s@]{1,100}@[^<>\s]{1,250}>)\s?[:：]$/i

/** … and begins so; used where such a line is broken in two or three. */
const opener =
  /^(?:On|Am|Le|El|Il|Op|Em|No dia|W dniu|Dnia|Den|På|Le|В|在|于|於|(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|пн|вт|ср|чт|пт|сб|вс)[^\s]{0,10}|\d{1,4}[年./-]?[^\s]{0,20})(?:[\s,]|\d|(?<=[在于於]))/i

const separator =
  /^-{2,20} ?(?:Original Message|Original Appointment|Ursprüngliche Nachricht|Originalnachricht|Original-Nachricht|Message d['’]origine|Message original|Mensaje original|Messaggio originale|Oorspronkelijk bericht|Mensagem original|Oryginalna wiadomość|Wiadomość oryginalna|Ursprungligt meddelande|Originalmeddelande|Исходное сообщение|元のメッセージ|原始邮件|原始郵件|邮件原件) ?-{2,20}$/i

/** Labels of the block that Outlook puts above what it quotes. */
const labels = {
  from: label('From|Von|De|Da|Van|Od|Från|Fra|От|差出人|送信者|发件人|寄件者|寄件人'),
  sent: label(
    'Sent|Date|Gesendet|Datum|Envoyé|Enviado|Enviado el|Enviada|Enviada em|Enviado em|Fecha|Inviato|Data|Verzonden|Wysłano|Wysłane|Skickat|Sendt|Отправлено|Дата|送信日時|日時|日付|发送时间|發送時間|寄件日期|日期',
  ),
  to: label('To|An|À|Para|A|Aan|Do|Till|Til|Кому|宛先|收件人|收件者'),
  subject: label(
    'Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp|Assunto|Temat|Ämne|Emne|Тема|件名|主题|主題|主旨',
  ),
}

function label(names: string): RegExp {
  return new RegExp(`^\\*?(?:${names})[ \\u00a0]?\\*?[:：]\\*?(?:\\s|$)`, 'i')
}

/**
 * Where in a text (lines ended by `\n`) what was written before begins to be repeated, with the line that introduces it; `null` if it does
 * not, if something new follows below it (answers between the quotes), or if nothing else would be left to read. What Outlook repeats bears no
 * marks: from its block on it is taken to be old to the end.
 */
export function quotedFrom(text: string): number | null {
  const lines = text.split('\n').map((line) => line.trim())
  const last = lines.findLastIndex((line) => line !== '')
  const tail = startOfTail(lines, last)
  const start =
    firstUnmarked(lines, tail ?? lines.length, last) ?? (tail === null ? null : withIntroduction(lines, tail))
  if (start === null || lines.slice(0, start).every((line) => line === '')) return null
  let at = 0
  for (let line = 0; line < start; line++) at = text.indexOf('\n', at) + 1
  return at
}

const isMarked = (line: string) => line.startsWith('>')

/** The first of the lines with `>` that go to the end. */
function startOfTail(lines: string[], last: number): number | null {
  let start: number | null = null
  for (let at = last; at >= 0 && (lines[at] === '' || isMarked(lines[at]!)); at--)
    if (lines[at] !== '') start = at
  return start
}

/** The line "On … wrote:" above a quotation, if there is one. */
function withIntroduction(lines: string[], start: number): number {
  let above = start - 1
  while (above > start - 8 && lines[above] === '') above--
  return introduction(lines, above, false) ?? start
}

/** The first of the lines, at most three, that introduce a quotation and end with `at`. `strict`: as no person writes it. */
function introduction(lines: string[], at: number, strict: boolean): number | null {
  if (!/[:：]$/.test(lines[at] ?? '')) return null
  let found: number | null = null
  for (
    let first = at;
    first > at - 3 && first >= 0 && lines[first] !== '' && !isMarked(lines[first]!);
    first--
  ) {
    const joined = lines.slice(first, at + 1).join(' ')
    if (joined.length > 500) break
    if (!wrote.test(joined) || (strict && !byProgram(joined))) continue
    if (opener.test(joined) && /\d/.test(joined)) return first
    found ??= first
  }
  return found
}

/** With an address or the minute; who writes "On Monday you wrote:" goes on with something new. */
function byProgram(line: string): boolean {
  return /\d/.test(line) && (line.includes('@') || (/\d{4}/.test(line) && /\d{1,2}[:h]\d{2}/.test(line)))
}

/** The first line above `tail` from which on a text without marks repeats an earlier message. */
function firstUnmarked(lines: string[], tail: number, last: number): number | null {
  const lastMarked = lines.findLastIndex(isMarked)
  for (let at = 0; at < Math.min(tail, last); at++) {
    const end = endOfBlock(lines, at)
    // Marks below the block are followed by nothing new, or the answers stand between them.
    if (end !== null && (!isMarked(lines[firstFilled(lines, end)] ?? '') || firstFilled(lines, end) === tail))
      return withLine(lines, at)
    if (lastMarked < at && lines[at]!.length <= 500) {
      const first = introduction(lines, at, true)
      if (first !== null) return first
    }
  }
  return null
}

/** The line after Outlook's block or after "-----Original Message-----" that begins at this line. */
function endOfBlock(lines: string[], at: number): number | null {
  if (lines[at]!.length > 200 || !separator.test(lines[at]!)) return endOfLabels(lines, at)
  return endOfLabels(lines, firstFilled(lines, at + 1)) ?? at + 1
}

function endOfLabels(lines: string[], at: number): number | null {
  if (!labels.from.test(lines[at] ?? '')) return null
  const block = lines.slice(at + 1, at + 12)
  const places = [labels.sent, labels.to, labels.subject].map((one) =>
    block.findIndex((below) => one.test(below)),
  )
  // All of them: the mails of contact forms have some.
  return places.every((place) => place >= 0) ? at + 2 + Math.max(...places) : null
}

function firstFilled(lines: string[], from: number): number {
  let at = from
  while (at < lines.length && lines[at] === '') at++
  return at
}

/** The line of underscores or dashes that stands above the block belongs to it. */
function withLine(lines: string[], at: number): number {
  let above = at - 1
  while (above > at - 3 && lines[above] === '') above--
  return /^[_-]{5,200}$/.test(lines[above] ?? '') ? above : at
}
