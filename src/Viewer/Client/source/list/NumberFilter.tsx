import { useEffect, useState } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly unit: string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}

/** A field for a number above zero. What is written in it stays as it was written, such as `0.0`. */
export function NumberFilter({ label, unit, value, onChange }: Props) {
  const [draft, setDraft] = useState(value === null ? '' : String(value));
  useEffect(() => {
    setDraft(old => read(old) === value ? old : value === null ? '' : String(value));
  }, [value]);
  return (
    <label class="field field-number">
      <span>{label}</span>
      <input
        type="text"
        inputMode="decimal"
        placeholder={unit}
        aria-label={`${label} (${unit})`}
        value={draft}
        onInput={event => {
          setDraft(event.currentTarget.value);
          onChange(read(event.currentTarget.value));
        }}
      />
    </label>
  );
}

function read(draft: string): number | null {
  const value = Number(draft.trim().replace(',', '.'));
  return draft.trim() !== '' && Number.isFinite(value) && value > 0 ? value : null;
}
