import { expect, it } from 'vitest';
import type { DocumentEvent, DocumentState } from '#shared/workflow/model.ts';
import { acted, event, id, issued, returned, signing } from '#tests/kit/story.ts';
import { passedSteps } from './passed-steps.ts';

const submitted = event(id(1), acted('submit', 'drafting', 'signing'), 'drafter01');
const sentBack = event(id(1), acted('return', 'signing', 'drafting'), 'townhead1');
const signed = event(id(1), acted('signOff', 'signing', 'issued'), 'townhead1');
const names = (state: DocumentState, events: readonly DocumentEvent[]): string => [...passedSteps(state, events)].map(([stage, { name }]) => `${stage} ${name}`).join();

it('[PLN08] the drawn flow of a document says who passed each step; what it went back behind is open again', () => {
  expect(names(signing(), [submitted])).toBe('drafting 李兰');
  expect(names(returned(), [submitted, sentBack])).toBe('');
  expect(names(issued(), [submitted, sentBack, submitted, signed])).toBe('drafting 李兰,signing 陈强');
});
