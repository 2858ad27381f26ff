/** What people of one region are called, where they live and how they write their numbers. `#` is a digit. */
export interface Locale {
  country: string
  given: string[]
  surnames: string[]
  /** Street with a number, `#` a digit. */
  streets: string[]
  places: { city: string; state?: string; code: string }[]
  phones: string[]
  companies: string[]
  /** Latin spelling for addresses, where the names are written otherwise. */
  latin?: { given: string[]; surnames: string[] }
}

/** Invented people; telephone numbers are from the ranges set aside for fiction where a country has one. */
export const locales: Locale[] = [
  {
    country: 'United States',
    given: ['Olivia', 'Marcus', 'Tamika', 'Brandon', 'Caroline', 'DeShawn', 'Peggy-Ann', 'Walter'],
    surnames: [
      'Whitfield',
      "O'Donnell",
      'Van der Berg',
      'Jefferson',
      'Castellanos',
      'Kowalczyk',
      'St. James',
    ],
    streets: [
      '## Harborview Drive',
      '### Maple Ave, Apt #B',
      '#### Ocean Blvd, Suite ###',
      '# Pilot House Ln',
    ],
    places: [
      { city: 'Annapolis', state: 'MD', code: '2140#' },
      { city: 'San Diego', state: 'CA', code: '9210#' },
      { city: 'Portland', state: 'ME', code: '0410#' },
    ],
    phones: ['(410) 555-01##', '+1 619 555 01##', '207-555-01##', '+1 (619) 555-01## x##'],
    companies: ['Chesapeake Title & Escrow', 'Bluewater Lending, Inc.', 'Whitfield Home Inspection LLC'],
  },
  {
    country: 'United Kingdom',
    given: ['Imogen', 'Alistair', 'Siân', 'Rhys', 'Niamh', 'Hamish'],
    surnames: ['Ashworth', 'MacGregor', 'Llewellyn', 'Featherstonehaugh', 'Ní Dhomhnaill', 'Smythe-Jones'],
    streets: ['# Quayside Walk', 'Flat #, ## Castle Street', 'The Old Rectory, Mill Lane'],
    places: [
      { city: 'Bristol', code: 'BS1 #XE' },
      { city: 'Edinburgh', state: 'Scotland', code: 'EH3 #TB' },
    ],
    phones: ['020 7946 0###', '+44 131 496 0###', '07700 900###', '+44 (0)117 496 0###'],
    companies: ['Ashworth & Daughters Solicitors', 'Quayside Lettings Ltd'],
  },
  {
    country: 'Deutschland',
    given: ['Jürgen', 'Käthe', 'Björn', 'Annegret', 'Søren', 'Günther'],
    surnames: ['Müller-Lüdenscheidt', 'Weiß', 'von der Heide', 'Großmann', 'Schäfer', 'Öztürk'],
    streets: ['Hafenstraße ##', 'Am Großen Wannsee #', 'Lübecker Str. ###a'],
    places: [
      { city: 'Hamburg', code: '2035#' },
      { city: 'Köln', state: 'Nordrhein-Westfalen', code: '5066#' },
    ],
    phones: ['+49 40 669640##', '0221 / 47 10 6##', '+49 (0) 171 39200##'],
    companies: ['Müller & Söhne Immobilien GmbH', 'Notariat Weiß'],
  },
  {
    country: 'France',
    given: ['Anaïs', 'Jean-Baptiste', 'Zoë', 'François', 'Hélène'],
    surnames: ["d'Aubigné", 'Lefèvre', 'Le Goff', 'Benoît', 'Çelik-Dupont'],
    streets: ['## quai des Chartrons', '# bis, rue de la Mer', "### avenue de l'Opéra"],
    places: [
      { city: 'Bordeaux', state: 'Nouvelle-Aquitaine', code: '3300#' },
      { city: 'Saint-Malo', code: '3540#' },
    ],
    phones: ['01 99 00 ## ##', '+33 2 61 91 ## ##', '06.39.98.##.##'],
    companies: ['Étude Lefèvre', 'Agence du Vieux-Port SARL'],
  },
  {
    country: 'España',
    given: ['María José', 'Íñigo', 'Begoña', 'Andrés'],
    surnames: ['Muñoz Ibáñez', 'de la Peña', 'Echeverría', 'Núñez Cañizares'],
    streets: ['C/ Mayor, ##, #º izq.', 'Paseo Marítimo ###'],
    places: [
      { city: 'A Coruña', code: '1500#' },
      { city: 'Málaga', state: 'Andalucía', code: '2901#' },
    ],
    phones: ['+34 981 55 ## ##', '6## 55 ## ##'],
    companies: ['Inmobiliaria Muñoz e Hijos, S.L.'],
  },
  {
    country: 'Polska',
    given: ['Łukasz', 'Małgorzata', 'Żaneta', 'Grzegorz'],
    surnames: ['Brzęczyszczykiewicz', 'Wójcik', 'Śliwińska', 'Dąbrowski'],
    streets: ['ul. Długa ##/#', 'al. Zwycięstwa ###'],
    places: [{ city: 'Gdańsk', state: 'pomorskie', code: '80-83#' }],
    phones: ['+48 58 555 ## ##', '600 55# ###'],
    companies: ['Biuro Nieruchomości Dąbrowski sp. z o.o.'],
  },
  {
    country: 'Ελλάδα',
    given: ['Γιώργος', 'Ελένη', 'Κωνσταντίνος', 'Δέσποινα'],
    surnames: ['Παπαδόπουλος', 'Οικονόμου', 'Χατζηδάκη', 'Βασιλείου'],
    latin: {
      given: ['Giorgos', 'Eleni', 'Konstantinos', 'Despina'],
      surnames: ['Papadopoulos', 'Oikonomou', 'Chatzidaki', 'Vasileiou'],
    },
    streets: ['Λεωφόρος Νίκης ##', 'Ακτή Μιαούλη ###'],
    places: [
      { city: 'Θεσσαλονίκη', code: '546 2#' },
      { city: 'Πειραιάς', code: '185 3#' },
    ],
    phones: ['+30 2310 55 ## ##', '69# 555 ####'],
    companies: ['Μεσιτικό Γραφείο Οικονόμου', 'Ναυτιλιακή Βασιλείου Α.Ε.'],
  },
  {
    country: 'مصر',
    given: ['محمد', 'فاطمة', 'عبد الرحمن', 'ليلى'],
    surnames: ['الشريف', 'حسين', 'المصري', 'عبد الله'],
    latin: {
      given: ['Mohamed', 'Fatma', 'Abdelrahman', 'Layla'],
      surnames: ['Elsherif', 'Hussein', 'Elmasry', 'Abdallah'],
    },
    streets: ['## شارع الكورنيش', '# ميدان التحرير'],
    places: [
      { city: 'الإسكندرية', code: '2151#' },
      { city: 'القاهرة', code: '1151#' },
    ],
    phones: ['+20 3 555 ## ##', '010 0555 ####'],
    companies: ['شركة المصري للعقارات'],
  },
  {
    country: '中国',
    given: ['伟', '秀英', '思远', '晓明'],
    surnames: ['王', '欧阳', '李', '陈'],
    latin: { given: ['Wei', 'Xiuying', 'Siyuan', 'Xiaoming'], surnames: ['Wang', 'Ouyang', 'Li', 'Chen'] },
    streets: ['中山路##号#单元', '海滨大道###号'],
    places: [
      { city: '上海市', state: '黄浦区', code: '20000#' },
      { city: '厦门市', state: '福建省', code: '36100#' },
    ],
    phones: ['+86 21 5550 ####', '139 0555 ####'],
    companies: ['海港置业有限公司', '陈氏律师事务所'],
  },
  {
    country: '日本',
    given: ['健太郎', 'さくら', '美咲', 'ジョン'],
    surnames: ['髙橋', '渡邊', '佐藤', '長谷川'],
    latin: {
      given: ['Kentaro', 'Sakura', 'Misaki', 'John'],
      surnames: ['Takahashi', 'Watanabe', 'Sato', 'Hasegawa'],
    },
    streets: ['港町#丁目##-#', '桜通り###番地'],
    places: [{ city: '横浜市', state: '神奈川県', code: '231-000#' }],
    phones: ['+81 45 555 ####', '090-0555-####'],
    companies: ['株式会社みなと不動産'],
  },
  {
    country: 'Україна',
    given: ['Олена', 'Тарас', 'Мар’яна', 'Юрій'],
    surnames: ['Шевченко', 'Ґонта', 'Їжакевич', 'Мельник'],
    latin: {
      given: ['Olena', 'Taras', 'Mariana', 'Yurii'],
      surnames: ['Shevchenko', 'Gonta', 'Yizhakevych', 'Melnyk'],
    },
    streets: ['вул. Дерибасівська, ##', 'просп. Свободи, #, кв. ##'],
    places: [{ city: 'Одеса', code: '6502#' }],
    phones: ['+380 48 555 ## ##', '(067) 555-##-##'],
    companies: ['ТОВ «Чорноморська оселя»'],
  },
  {
    country: 'India',
    given: ['Ananya', 'राजेश', 'Venkatanarasimha', 'Priya'],
    surnames: ['Krishnamurthy', 'शर्मा', 'Rajuvaripeta', 'Iyer'],
    latin: {
      given: ['Ananya', 'Rajesh', 'Venkatanarasimha', 'Priya'],
      surnames: ['Krishnamurthy', 'Sharma', 'Rajuvaripeta', 'Iyer'],
    },
    streets: ['##, Marine Drive, Flat ###', 'Plot #, 4th Cross, Indiranagar'],
    places: [
      { city: 'Mumbai', state: 'Maharashtra', code: '40002#' },
      { city: 'Bengaluru', state: 'Karnataka', code: '56003#' },
    ],
    phones: ['+91 22 5550 ####', '98200 55###', '0091-80-5550####'],
    companies: ['Iyer & Associates', 'Sharma Infrastructure Pvt. Ltd.'],
  },
]
