import { hash } from "node:crypto";
import { fold } from "#shared/domain/fold.ts";

/** A person of the sandbox. `account` is unique; `name` is as it is written, accents and all. */
export interface Person {
  readonly givenName: string;
  readonly familyName: string;
  readonly name: string;
  readonly account: string;
  readonly email: string;
  readonly department: string;
}

/**
 * Given and family names that go together. The last ones of each list are difficult: accents,
 * apostrophes, hyphens, several words.
 */
const cultures: readonly { readonly given: readonly string[]; readonly family: readonly string[] }[] = [
  {
    given: ["Anna", "Erik", "Maja", "Oskar", "Elin", "Gustav", "Ebba", "Nils", "Åsa", "Björn", "Märta", "Håkan"],
    family: ["Andersson", "Lindqvist", "Berg", "Nyström", "Holm", "Ek", "Sjöberg", "Öberg", "Åkerlund", "Ängström"],
  },
  {
    given: ["Sofie", "Lars", "Ingrid", "Magnus", "Astrid", "Søren", "Bjørn", "Åse", "Jørgen", "Brynjólfur", "Þóra"],
    family: ["Hansen", "Dahl", "Nilsen", "Bakke", "Sørensen", "Ødegård", "Kjærgaard", "Jónsdóttir", "Sigurðsson"],
  },
  {
    given: ["Lena", "Thomas", "Katrin", "Felix", "Miriam", "Jonas", "Jürgen", "Käthe", "Götz", "Hans-Jörg"],
    family: ["Schmidt", "Weber", "Krause", "Vogel", "Brandt", "Müller", "Groß", "Köhler", "von der Heide", "Weiß"],
  },
  {
    given: ["Claire", "Luc", "Manon", "Hugo", "Zoé", "André", "Hélène", "François", "Chloë", "Jean-Noël", "Maïté"],
    family: ["Martin", "Petit", "Moreau", "Lefèvre", "Béranger", "Français", "D’Aubigné", "Le Goff", "Châtelain"],
  },
  {
    given: ["Lucía", "Diego", "Carmen", "Pablo", "Íñigo", "Begoña", "José María", "João", "Inês", "Conceição"],
    family: ["García", "Romero", "Muñoz", "Núñez Peña", "Ibáñez", "Gonçalves", "Araújo", "Simões", "Magalhães"],
  },
  {
    given: ["Anna", "Piotr", "Zofia", "Marek", "Łukasz", "Małgorzata", "Święcisław", "Jiří", "Růžena", "Ondřej"],
    family: ["Kowalska", "Nowak", "Wójcik", "Dąbrowski", "Łęcka", "Śliwa", "Dvořák", "Němcová", "Šťastný", "Żak"],
  },
  {
    given: ["Ayşe", "Mehmet", "Elif", "Emre", "Gülşen", "Çağla", "İbrahim", "Işıl", "Ömer", "Şule"],
    family: ["Yılmaz", "Kaya", "Demir", "Öztürk", "Çelik", "Şahin", "Aydın", "Güneş", "Iğdır", "Kılıç"],
  },
  {
    given: ["Linh", "Minh", "Hương", "Đức", "Nguyệt", "Thảo", "Quang", "Phượng"],
    family: ["Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Võ", "Bùi", "Hồ"],
  },
  {
    given: ["Priya", "Arjun", "Ananya", "Rahul", "Kavita", "Vikram", "Lakshmi", "Sanjay"],
    family: ["Sharma", "Patel", "Iyer", "Reddy", "Banerjee", "Menon", "Kaur", "Subramaniam"],
  },
  {
    given: ["Mei", "Wei", "Jing", "Haruto", "Yui", "Sakura", "Min-jun", "Seo-yeon", "Kenji", "Xiù"],
    family: ["Chen", "Wang", "Li", "Tanaka", "Satō", "Itō", "Kim", "Park", "Lǐ", "Ōno"],
  },
  {
    given: ["Amina", "Youssef", "Layla", "Omar", "Ngozi", "Chidi", "Adébáyọ̀", "Zainab", "Kwame", "Nkechi"],
    family: ["Haddad", "Benali", "El-Sayed", "Okafor", "Mensah", "Ọlátúnjí", "Diallo", "N’Diaye", "Al-Masri"],
  },
  {
    given: ["Emma", "James", "Olivia", "Liam", "Siobhán", "Seán", "Róisín", "Zoë", "Anaïs", "Mary-Jane"],
    family: ["Smith", "Taylor", "Brown", "O’Brien", "Ó Súilleabháin", "MacDonald", "St. John", "Fitz-Gerald", "Null"],
  },
];

const departments = [
  "Finance",
  "Human Resources",
  "IT Operations",
  "Legal",
  "Procurement",
  "Production",
  "Research and Development",
  "Sales",
  "Security",
];

/**
 * Returns whole numbers from 0 to 2³²-1 that depend on the words alone: the same words give the
 * same numbers on every machine.
 */
export function draws(...words: readonly (string | number)[]): number[] {
  const bytes = hash("sha512", words.join("/"), "buffer");
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32BE(index * 4));
}

/** Returns the entry that a number of `draws` picks. */
export function pick<T>(choices: readonly [T, ...T[]] | readonly T[], draw = 0): T {
  const chosen = choices[draw % choices.length];
  if (chosen === undefined) throw new Error("There is nothing to pick from.");
  return chosen;
}

/** Yields people 1, 2, 3 … of a seed. */
export function* people(seed: number, count: number): Generator<Person> {
  const namesakes = new Map<string, number>();
  for (let number = 1; number <= count; number += 1) {
    const [culture, given, family, department] = draws(seed, "person", number);
    const names = pick(cultures, culture);
    const givenName = pick(names.given, given);
    const familyName = pick(names.family, family);
    const plain = `${asciiName(givenName)}.${asciiName(familyName)}`;
    const namesake = (namesakes.get(plain) ?? 0) + 1;
    namesakes.set(plain, namesake);
    const account = namesake === 1 ? plain : `${plain}${namesake}`;
    yield {
      givenName,
      familyName,
      name: `${givenName} ${familyName}`,
      account,
      email: `${account}@example.com`,
      department: pick(departments, department),
    };
  }
}

/** Converts `Søren Ødegård` to `soren-odegard`, as used in accounts and mail addresses. */
function asciiName(name: string): string {
  return fold(name)
    .replace(/[’.]/g, "")
    .replace(/[^a-z0-9]+/g, "-");
}
