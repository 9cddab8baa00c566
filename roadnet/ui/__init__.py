"""The web app: pages that ask, show and hand over; nothing is computed here."""
