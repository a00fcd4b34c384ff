enum WireTestingPlaceholder {}
