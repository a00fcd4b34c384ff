/// How much of a carrier's things one workspace may have.
public enum CarrierQuota {
  public static let numbers = 100
  public static let trunks = 20
}
