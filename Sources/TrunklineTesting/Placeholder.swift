enum TrunklineTestingPlaceholder {}
