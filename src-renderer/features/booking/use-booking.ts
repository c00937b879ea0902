import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { bookingRequestOf } from './booking-request.ts';
import type { BookingPreset } from './new-appointment-form.tsx';

/** The state of the dialog on a page that other pages may ask to open it, in the history's state. */
export const useBooking = () => {
  const location = useLocation();
  const navigate = useNavigate();
  const [booking, setBooking] = useState<{ opened: boolean; preset: BookingPreset }>({
    opened: false,
    preset: {},
  });
  const [answered, setAnswered] = useState<string | null>(null);
  const asked = bookingRequestOf(location.state);
  if (asked !== null && answered !== location.key) {
    setAnswered(location.key);
    setBooking({ opened: true, preset: asked });
  }
  useEffect(() => {
    // Answered once: a reload, or the way back here, must not open it again.
    if (bookingRequestOf(location.state) !== null) {
      void navigate(location.pathname, { replace: true, state: null });
    }
  }, [location, navigate]);

  return {
    ...booking,
    open: (preset: BookingPreset = {}) => setBooking({ opened: true, preset }),
    /** What the dialog shows stays until it is out of sight. */
    close: () => setBooking(({ preset }) => ({ opened: false, preset })),
  };
};
