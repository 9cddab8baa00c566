"""The web app: ``streamlit run app.py``, or ``roadnet app``."""

from roadnet.ui.main import main

main()
