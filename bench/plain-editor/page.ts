/** The page of the peer: TipTap with Collaboration as its packages ship it, on a document that is there already. No server, no presence, no pages. */
import { Editor } from '@tiptap/core';
import { Bold } from '@tiptap/extension-bold';
import { Collaboration } from '@tiptap/extension-collaboration';
import { Document } from '@tiptap/extension-document';
import { Heading } from '@tiptap/extension-heading';
import { Italic } from '@tiptap/extension-italic';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { Text } from '@tiptap/extension-text';
import { Underline } from '@tiptap/extension-underline';
import * as Y from 'yjs';

/** `update`: the whole text, in base64. */
function openText(update: string): void {
  const document_ = new Y.Doc();
  Y.applyUpdate(document_, Uint8Array.from(atob(update), (letter) => letter.charCodeAt(0)));
  const element = document.querySelector('[data-testid="editor"]');
  if (element === null) throw new Error('no place for the editor');
  new Editor({ element, extensions: [Document, Paragraph, Text, Heading, Bold, Italic, Underline, Table, TableRow, TableHeader, TableCell, Collaboration.configure({ document: document_ })] });
}

Object.assign(window, { openText });
