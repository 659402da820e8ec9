/** The one set of icons: 16 px, 1.5 px strokes, drawn here so that nothing is fetched or injected. Always beside a word or under an aria-label. */
const PATHS = {
  desk: 'M2 4.5h12v8.5H2zM2 8.5h3.2l1 1.5h3.6l1-1.5H14M5.5 4.5V3h5v1.5',
  people: 'M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6ZM1.8 13.2c.3-2.4 2-3.7 4.2-3.7s3.9 1.3 4.2 3.7M10.6 3.3a2.2 2.2 0 0 1 0 4M12 9.7c1.3.5 2 1.7 2.2 3.5',
  gear: 'M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM8 1.8v1.7M8 12.5v1.7M1.8 8h1.7M12.5 8h1.7M3.6 3.6l1.2 1.2M11.2 11.2l1.2 1.2M12.4 3.6l-1.2 1.2M4.8 11.2l-1.2 1.2',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3 14 14',
  plus: 'M8 3v10M3 8h10',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  right: 'M6.5 3.5 11 8l-4.5 4.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  cloudOk: 'M4.5 12.5h7a2.7 2.7 0 0 0 .4-5.4 4 4 0 0 0-7.7-.7A3.1 3.1 0 0 0 4.5 12.5ZM6 9l1.5 1.5L10.2 8',
  cloudUp: 'M4.5 12.5h7a2.7 2.7 0 0 0 .4-5.4 4 4 0 0 0-7.7-.7A3.1 3.1 0 0 0 4.5 12.5ZM8 10.8V7.5M6.5 8.8 8 7.3l1.5 1.5',
  cloudOff: 'M6 4.1a4 4 0 0 1 5.9 3 2.7 2.7 0 0 1 1.7 4.3M10.5 12.5h-6a3.1 3.1 0 0 1-.3-6.1M2.5 2.5l11 11',
  turn: 'M13 8a5 5 0 0 1-9 3M3 8a5 5 0 0 1 9-3M12.2 2.3V5H9.5M3.8 13.7V11h2.7',
  warn: 'M8 2.2 14.5 13.5h-13ZM8 6.5v3.2M8 11.3v.5',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.3v3.5M8 5v.4',
  lock: 'M4 7.3h8v6H4zM5.7 7.3V5.2a2.3 2.3 0 0 1 4.6 0v2.1',
  doc: 'M4 2h5.5L12.5 5v9H4zM9.3 2v3.2h3.2M6 8h4.5M6 10.5h4.5',
  book: 'M3 2.5h8.5a1 1 0 0 1 1 1v10H4.2A1.2 1.2 0 0 1 3 12.3zM3 12.3a1.2 1.2 0 0 1 1.2-1.2h8.3M5.7 5.3h4.2M5.7 7.8h4.2',
  flow: 'M5.5 2.5h5v3h-5zM2 10.5h5v3H2zM9 10.5h5v3H9zM8 5.5V8M4.5 10.5V8h7v2.5',
  unit: 'M3 14V3.5h6V14M9 6.5h4V14M1.5 14h13M5 6h2M5 8.5h2M5 11h2M11 9v.3M11 11.5v.3',
  person: 'M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8ZM3 13.8c.4-2.6 2.3-4 5-4s4.6 1.4 5 4',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  out: 'M9.5 3H3v10h6.5M7 8h7M11.5 5.5 14 8l-2.5 2.5',
  undo: 'M5.5 3 2.5 6l3 3M2.5 6H9a4 4 0 0 1 0 8H6',
  redo: 'M10.5 3l3 3-3 3M13.5 6H7a4 4 0 0 0 0 8h3',
  check: 'M3 8.5 6.5 12 13 4.5',
  rail: 'M2.5 3h11v10h-11zM6 3v10',
  pane: 'M2.5 3h11v10h-11zM10 3v10',
  keys: 'M1.5 4h13v8h-13zM4 6.5h.3M6.7 6.5h.3M9.3 6.5h.3M12 6.5h.3M4.5 9.5h7',
  phone: 'M3.2 2.5h2.6l1.1 3-1.6 1.2a8 8 0 0 0 4 4l1.2-1.6 3 1.1v2.6c0 .5-.4.9-.9.9C6.8 13.7 2.3 9.2 2.3 3.4c0-.5.4-.9.9-.9Z',
  table: 'M2 3h12v10H2zM2 6.3h12M2 9.6h12M6 3v10M10 3v10',
  picture: 'M2 3h12v10H2zM2 11l3.5-3.5 3 3 2-2L14 12M10.8 6.3h.4',
  save: 'M8 2.5v7M5 6.7 8 9.7l3-3M2.5 11v2.5h11V11',
  up: 'M3.5 10 8 5.5l4.5 4.5',
  pen: 'M3 13l.7-2.9 7.2-7.2 2.2 2.2-7.2 7.2ZM9.6 4.2l2.2 2.2',
  pageBreak: 'M3.5 2v3.5h9V2M3.5 14v-3.5h9V14M1.5 8h2M5.5 8h2M9 8h2M12.5 8h2',
  center: 'M2.5 3.5h11M4.5 6.5h7M2.5 9.5h11M4.5 12.5h7',
  alignRight: 'M2.5 3.5h11M6.5 6.5h7M2.5 9.5h11M6.5 12.5h7',
  printer: 'M4.5 6V2.5h7V6M4.5 11.5h-2v-5.5h11v5.5h-2M4.5 9.5h7v4h-7z',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8ZM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
