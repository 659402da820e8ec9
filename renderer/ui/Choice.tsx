/** One of a few, as buttons: all of them are seen at once, arrows and Tab reach them. */
interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly testId: string;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly value: V | null;
  readonly onChange: (value: V) => void;
}

export function Choice<V extends string>({ label, testId, options, value, onChange }: ChoiceProps<V>) {
  return (
    <div className="choice" role="radiogroup" aria-label={label}>
      {options.map((one) => (
        <button key={one.value} type="button" role="radio" aria-checked={value === one.value} data-testid={`${testId}-${one.value}`} className={value === one.value ? 'on' : ''} onClick={() => onChange(one.value)}>{one.label}</button>
      ))}
    </div>
  );
}
