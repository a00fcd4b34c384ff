extension Trunk {
  /// The draft that describes this trunk, for changing some of it.
  public var draft: TrunkDraft {
    TrunkDraft(
      name: name, kind: kind, direction: direction, allowedAddresses: allowedAddresses.map(\.description),
      settings: settings)
  }
}
