"""What `newsbeam query` asks for and shows."""
