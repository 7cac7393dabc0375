namespace TracedLlm.Generators.Payloads;

/// <summary>A variable of the generated reader.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type: <c>long?</c>; that of a collector for strings from the elements of an array.</param>
/// <param name="IsCollector">Whether it collects.</param>
internal sealed record PayloadLocalModel(string Name, string Type, bool IsCollector)
{
    public static string CollectorType => "global::TracedLlm.PayloadStrings";
}
