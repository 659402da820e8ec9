import { dequal } from 'dequal';
import { describe, expect, it } from 'vitest';
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import { answered, asked, type Read } from './use-call.ts';

interface Desk { readonly count: number }
const NOTHING: Read<Desk> = { key: 'desk', value: null, error: null, isLoading: true };
const answer = (count: number) => ok<Desk>({ count });
const offline = err(appError('request.timeout'));

describe('what is read again', () => {
  it('[UI141] an answer that says the same is the very same, so that nothing is drawn anew', () => {
    const first = answered(NOTHING, 'desk', answer(3), dequal);
    expect(first).toEqual({ key: 'desk', value: { count: 3 }, error: null, isLoading: false });
    expect(asked(first, 'desk')).toBe(first);
    expect(answered(first, 'desk', answer(3), dequal)).toBe(first);
    expect(answered(first, 'desk', answer(4), dequal).value).toEqual({ count: 4 });
    expect(answered(first, 'desk', answer(4), () => true)).toBe(first);
  });

  it('[UI141] a failure leaves the last answer where it is, and is gone with the next one', () => {
    const first = answered(NOTHING, 'desk', answer(3), dequal);
    const failed = answered(first, 'desk', offline, dequal);
    expect(failed).toMatchObject({ value: { count: 3 }, isLoading: false });
    expect(failed.error).not.toBeNull();
    const again = asked(failed, 'desk');
    expect(again.isLoading).toBe(true);
    expect(answered(again, 'desk', answer(3), dequal)).toEqual(first);
  });

  it('[UI141] another question begins with nothing, and nothing of the old one is shown under it', () => {
    const first = answered(NOTHING, 'desk', answer(3), dequal);
    expect(asked(first, 'done')).toEqual({ key: 'done', value: null, error: null, isLoading: true });
    expect(answered(first, 'done', offline, dequal).value).toBeNull();
  });
});
