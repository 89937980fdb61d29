"""What is learned of a chain's customers, stored, and put to the test."""
