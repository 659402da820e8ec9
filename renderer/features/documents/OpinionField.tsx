/** An opinion or reason with 常用语: a phrase is put where the text ends, never over what was written. */
import { Input } from 'antd';
import { useText } from '#renderer/ui/text.tsx';

interface OpinionFieldProps { readonly label: string; readonly phrases: readonly string[]; readonly value: string; readonly max: number; readonly onChange: (value: string) => void }

export function OpinionField({ label, phrases, value, max, onChange }: OpinionFieldProps) {
  const text = useText();
  return (
    <div className="field">
      <label className="label" htmlFor="act-opinion">{label}</label>
      <Input.TextArea id="act-opinion" data-testid="act-opinion" autoFocus rows={4} maxLength={max} value={value} onChange={(event) => onChange(event.target.value)} />
      <div className="phrases" role="group" aria-label={text('ui.opinion.phrases')}>
        {phrases.map((phrase) => <button key={phrase} type="button" onClick={() => onChange(value === phrase || value.trim() === '' ? phrase : `${value}${phrase}`)}>{phrase}</button>)}
      </div>
    </div>
  );
}
