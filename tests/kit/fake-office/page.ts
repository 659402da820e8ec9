/** The real page over the fake bridge: for looking at screens in a plain browser. Never part of the product bundle, whose entry is renderer/index.html. */
import { installFakeOffice } from './fake-office.ts';

installFakeOffice(new URLSearchParams(window.location.search));
await import('#renderer/main.tsx');
