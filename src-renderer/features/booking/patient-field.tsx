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
  const patients = known.status === 'loaded' ? known.patients : [];
  const matches = matchingPatients(patients, input.value, MOST);
  const count = input.value.trim() === '' ? 0 : matches.length;
  // Of what is wanted, what there is to show: the list of patients may come after the name was written.
  const [wanted, setWanted] = useState(false);
  const opened = wanted && count > 0;
  const combobox = useCombobox({
    opened,
    onOpenedChange: setWanted,
    onDropdownClose: () => combobox.resetSelectedOption(),
  });
  const name = input.value.trim().toLocaleLowerCase();
  // Somebody new may have the same name, but mostly it is the same person.
  const sameName = patients.some(({ fullname }) => fullname.trim().toLocaleLowerCase() === name);
  useEffect(() => {
    if (opened) announce(t('patient.matches', { count }));
  }, [opened, count, announce, t]);

  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) field.current?.focus();
  }, [focused]);

  const change = (event: Parameters<typeof input.onChange>[0]) => {
    input.onChange(event);
    combobox.resetSelectedOption();
    setWanted(true);
  };

  return (
    <Combobox
      store={combobox}
      withinPortal={false}
      onOptionSubmit={(id) => {
        const patient = patients.find((candidate) => candidate.id === id);
        setWanted(false);
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
          onClick={() => setWanted(true)}
          onBlur={() => setWanted(false)}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={count === 0}>
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
