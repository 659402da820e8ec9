/** The pictures of a text, ready before its pages are drawn: a page that is printed does not wait for them. */
import { blobsIn } from '#shared/doc/attached-files.ts';
import type { Content } from '#shared/doc/canonical.ts';
import type { Pictures } from '#renderer/bridge/pictures.ts';
import type { PictureAddresses } from './draw.ts';

export async function loadPictures({ blocks }: Content, pictures: Pictures): Promise<PictureAddresses> {
  const addresses = await Promise.all(blobsIn({ blocks }).map(async (digest) => {
    const address = await pictures.address(digest);
    return [digest, address.ok ? address.value : null] as const;
  }));
  return new Map(addresses);
}
