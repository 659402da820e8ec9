/** 通讯录 taken away as a file or on paper: its rows, and the record of who took which. */
import { z } from 'zod';
import { opId, unitId } from '#shared/base/id-schemas.ts';

export const CONTACTS_MAX = 5_000;
export const CONTACTS_PAGE = 50;
export const CONTACT_FORMS = ['csv', 'xlsx', 'paper'] as const;

export const contactsRequest = z.strictObject({ opId, unitId, form: z.enum(CONTACT_FORMS) });
export const contactsRecord = z.object({
  seq: z.int(), at: z.number(), by: z.object({ personId: z.string(), name: z.string() }), unitId: z.string(), unitName: z.string(), form: z.enum(CONTACT_FORMS),
  people: z.int(), /** Phones that are whole in it. */ phones: z.int(),
});
export type ContactsRecord = z.output<typeof contactsRecord>;
export const contactRow = z.object({ /** The way from the unit that was asked for. */ unit: z.string(), name: z.string(), title: z.string(), phone: z.string() });
export type ContactRow = z.output<typeof contactRow>;
export const contactsAnswer = z.object({ record: contactsRecord, rows: z.array(contactRow).max(2 * CONTACTS_MAX) });
export type ContactsAnswer = z.output<typeof contactsAnswer>;

export const contactsQuery = z.strictObject({ about: unitId, before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional() });
/** Newest first. */
export const contactsPage = z.object({ records: z.array(contactsRecord), more: z.boolean() });
export type ContactsPage = z.output<typeof contactsPage>;
