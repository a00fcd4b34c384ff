enum SIPPlaceholder {}
