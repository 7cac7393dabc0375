namespace TracedLlm.Export.Delivery;

/// <summary>The names of <see cref="DropReason"/> in metrics, logs and the health report.</summary>
internal static class DropReasons
{
    private static readonly string[] Names = ["queue_full", "too_large", "rejected", "expired", "shutdown", "damaged"];

    public static int Count => Names.Length;

    public static string Name(DropReason reason) => Names[(int)reason];

    public static IEnumerable<DropReason> All => Enum.GetValues<DropReason>();
}
