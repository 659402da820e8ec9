/** Where the person is: a screen and, on a document, the act that was asked for on the way in. One step back is kept. */
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';

export type Route =
  | { readonly kind: 'workbench' }
  | { readonly kind: 'directory'; readonly open?: { readonly kind: 'person' | 'unit'; readonly id: string } }
  | { readonly kind: 'registers' }
  | { readonly kind: 'supervision' }
  | { readonly kind: 'flows' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'document'; readonly docId: string; readonly act?: string };

export interface Navigation {
  readonly route: Route;
  go(route: Route): void;
  back(): void;
}

const NavigationContext = createContext<Navigation | null>(null);

export function NavigationProvider({ children }: { readonly children: ReactNode }) {
  const [trail, setTrail] = useState<readonly Route[]>([{ kind: 'workbench' }]);
  const navigation = useMemo<Navigation>(() => ({
    route: trail.at(-1) ?? { kind: 'workbench' },
    go: (route) => setTrail((old) => [...old.slice(-20), route]),
    back: () => setTrail((old) => (old.length > 1 ? old.slice(0, -1) : [{ kind: 'workbench' }])),
  }), [trail]);
  return <NavigationContext value={navigation}>{children}</NavigationContext>;
}

export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext);
  if (navigation === null) throw new Error('useNavigation outside of its provider');
  return navigation;
}
