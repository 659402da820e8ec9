/**
 * Reads the compressed division table that ships with the server (data/PROVENANCE.md says where it is from).
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readDivisions, type DivisionTree } from '#shared/org/generate/divisions.ts';

const FILE = new URL('./data/guizhou-divisions.tsv.gz', import.meta.url);

export const loadDivisions = (): DivisionTree => readDivisions(gunzipSync(readFileSync(FILE)).toString('utf8'));
