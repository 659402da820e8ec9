import { describe, expect, it } from 'vitest';
import type { DirectoryHit, DirectoryPost } from '#shared/ipc/contract.ts';
import { hitWhere } from './hit.ts';

const post = (part: Partial<DirectoryPost>): DirectoryPost => ({ unitId: 'office01', unitName: '党政综合办公室', pathLabel: '遵义市·桐梓县·楚米镇', title: '文秘', primary: true, ...part });
const person = (...posts: readonly DirectoryPost[]): DirectoryHit => ({ kind: 'person', person: { id: 'person01', name: '王玉莉', phone: '', status: 'active', posts } });

describe('a hit of the directory', () => {
  it('[UI22] says post and place down to the unit, once, by the primary post', () => {
    expect(hitWhere(person(post({})))).toBe('文秘 · 遵义市·桐梓县·楚米镇·党政综合办公室');
    expect(hitWhere(person(post({ pathLabel: '遵义市·桐梓县·楚米镇·党政综合办公室' })))).toBe('文秘 · 遵义市·桐梓县·楚米镇·党政综合办公室');
    expect(hitWhere(person(post({ title: '兼职', primary: false }), post({ pathLabel: '', unitName: '贵州省' })))).toBe('文秘 · 贵州省');
    expect(hitWhere(person())).toBe('');
  });
});
