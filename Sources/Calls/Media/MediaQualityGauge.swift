internal import Synchronization

/// Carries the quality of a call from its media thread to whoever asks. The thread writes once a second and never
/// waits: a reader in the way costs it one update.
public final class MediaQualityGauge: Sendable {
  private let quality = Mutex<MediaQuality?>(nil)

  public init() {}

  /// The last reading; nil before the first second.
  public var reading: MediaQuality? { quality.withLock { $0 } }

  func show(_ reading: MediaQuality) {
    _ = quality.withLockIfAvailable { $0 = reading }
  }

  /// As `show`, for the last reading, which must not get lost.
  func showLast(_ reading: MediaQuality) {
    quality.withLock { $0 = reading }
  }
}
