/// Stops the run with a sentence when something that must hold does not. `precondition` says nothing in release builds.
public func demand(_ condition: Bool, _ sentence: @autoclosure () -> String) {
  if !condition { fatalError(sentence()) }
}
