namespace TracedLlm.Bench.Gateways;

/// <summary>The names of the attributes that the bench adds.</summary>
internal static class DetailNames
{
    private const int Most = 256;

    public static IReadOnlyList<string> All { get; } = [.. Enumerable.Range(0, Most).Select(static number => $"app.detail.{number}")];
}
