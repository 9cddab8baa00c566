"""The web app as ``roadnet app`` runs it; the same as ``app.py`` of the checkout."""

from roadnet.ui.main import main

main()
