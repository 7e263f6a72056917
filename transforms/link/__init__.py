"""LINK: what articles tell together. Articles on one matter are a story, reports of one happening an incident."""
