"""The script that Streamlit runs; apart, since it shows a menu of any folder ``pages`` beside it."""
