const units = ['kilobyte', 'megabyte', 'gigabyte'] as const

/** `3.4 MB`, in the person's language; anything up to a kilobyte is one. */
export function sizeText(bytes: number, locale?: string): string {
  const step = Math.max(1, Math.min(units.length, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024))))
  const value = Math.max(bytes / 1024 ** step, step === 1 ? 1 : 0)
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step - 1],
    maximumFractionDigits: value < 10 && step > 1 ? 1 : 0,
  }).format(value)
}
