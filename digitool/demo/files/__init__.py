"""The demo world written down in the formats that a chain's systems export."""
