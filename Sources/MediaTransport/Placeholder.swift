enum MediaTransportPlaceholder {}
