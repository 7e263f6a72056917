"""Tests of the selection of participants."""
