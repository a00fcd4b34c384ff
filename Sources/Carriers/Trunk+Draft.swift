extension Trunk {
  /// The draft that describes this trunk, for changing some of it.
  public var draft: TrunkDraft {
    TrunkDraft(
      name: name, kind: kind, direction: direction, sipAddress: sipAddress, authUsername: authUsername,
      authPassword: authPassword, allowedAddresses: allowedAddresses.map(\.description), transport: transport,
      mediaEncryption: mediaEncryption, numberFormat: numberFormat, maxConcurrentCalls: maxConcurrentCalls)
  }
}
