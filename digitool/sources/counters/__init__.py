"""What the exports of people counters share."""
