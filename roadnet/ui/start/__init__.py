"""The script that Streamlit runs, apart: a folder ``pages`` beside it would show as a menu."""
