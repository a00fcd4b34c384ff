enum CarriersPlaceholder {}
