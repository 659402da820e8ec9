/** Who somebody is. */
import { useCall } from '#renderer/bridge/use-call.ts';
import { useText } from '#renderer/ui/text.tsx';

/** Name and post as the directory knows them: what a text says of itself is no word about people. */
export function PersonName({ personId }: { readonly personId: string }) {
  const text = useText();
  const person = useCall('directory.person', { personId });
  const post = person.value?.posts.find((each) => each.primary) ?? person.value?.posts[0];
  return <span>{person.value?.name ?? text(person.error === null ? 'ui.directory.looking' : 'ui.directory.unknown')}{post === undefined ? '' : `（${post.unitName}）`}</span>;
}
