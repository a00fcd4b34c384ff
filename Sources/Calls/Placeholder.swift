enum CallsPlaceholder {}
