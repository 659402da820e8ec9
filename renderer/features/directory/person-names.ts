/** Names as the directory knows them, where they are needed as text and not as a part of the screen. */
import { callOffice } from '#renderer/bridge/office.ts';

/** By id; whoever is not known has none. */
export async function namesOf(people: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const names: Record<string, string> = {};
  await Promise.all([...new Set(people)].map(async (personId) => {
    const person = await callOffice('directory.person', { personId });
    if (person.ok) names[personId] = person.value.name;
  }));
  return names;
}
