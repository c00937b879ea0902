import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientSummary } from '../../../server/protocol/index.ts';
import type { Fields } from '../../ui/use-fields.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import classes from './booking.module.css';
import { matchingPatients, type KnownPatients } from './known-patients.ts';
import { PatientFacts } from './patient-facts.tsx';

const MOST = 6;

/** A name: that of somebody new as it is written, or of a known patient who is chosen below. */
export const PatientField = ({
  input,
  known,
  focused,
  onChoose,
}: {
  input: ReturnType<Fields<'patientName'>['input']>;
  known: KnownPatients;
  /** It takes the place of a patient who was chosen, and with it the focus. */
  focused: boolean;
  onChoose: (patient: PatientSummary) => void;
}) => {
  const { t } = useTranslation(['booking', 'rooms']);
  const announce = useAnnounce();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const patients = known.status === 'loaded' ? known.patients : [];
  const matches = matchingPatients(patients, input.value, MOST);
  const name = input.value.trim().toLocaleLowerCase();
  // Somebody new may have the same name, but mostly it is the same person.
  const sameName = patients.some(({ fullname }) => fullname.trim().toLocaleLowerCase() === name);
  const [announced, setAnnounced] = useState(0);

  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) field.current?.focus();
  }, [focused]);

  const change = (event: Parameters<typeof input.onChange>[0]) => {
    input.onChange(event);
    const written = event.currentTarget.value;
    const count = written.trim() === '' ? 0 : matchingPatients(patients, written, MOST).length;
    combobox.resetSelectedOption();
    if (count === 0) combobox.closeDropdown();
    else combobox.openDropdown();
    if (count > 0 && count !== announced) announce(t('patient.matches', { count }));
    setAnnounced(count);
  };

  return (
    <Combobox
      store={combobox}
      withinPortal={false}
      onOptionSubmit={(id) => {
        const patient = patients.find((candidate) => candidate.id === id);
        combobox.closeDropdown();
        if (patient !== undefined) onChoose(patient);
      }}
    >
      <Combobox.Target>
        <TextInput
          ref={field}
          label={t('rooms:new.patientName')}
          description={t(
            known.status === 'failed' ? 'patient.failed' : sameName ? 'patient.sameName' : 'patient.hint',
          )}
          autoComplete="off"
          data-autofocus
          aria-autocomplete="list"
          {...input}
          onChange={change}
          onClick={() => matches.length > 0 && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={matches.length === 0}>
        <Combobox.Options aria-label={t('patient.known')} className={classes.options}>
          {matches.map((patient) => (
            <Combobox.Option key={patient.id} value={patient.id}>
              <span className={classes.optionName}>{patient.fullname}</span>
              <PatientFacts patient={patient} />
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
};
