namespace TracedLlm.Bench.Build.Gateway;

/// <summary>
/// The sources of a library of 1,000 files that references the package and traces nothing, but has what the rules look for in
/// traced code: endpoints, metadata in requests, exceptions of its own, HTTP clients and clauses that log.
/// </summary>
internal static class UntracedSources
{
    private const int Areas = 50;

    private static readonly string[] Templates = ["PlainEndpoint", "PlainClient", "PlainFailures", "PlainMetadata"];

    private static readonly string[] Kinds = ["Order", "Invoice", "Customer", "Shipment"];

    private static readonly string[] OfBusiness = ["Model", "Store", "Rules", "Report"];

    /// <summary>The files by name.</summary>
    public static IReadOnlyDictionary<string, string> Files() =>
        new SortedDictionary<string, string>(Enumerable.Range(0, Areas).SelectMany(FilesOf).ToDictionary(), StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> FilesOf(int area) =>
    [
        .. Templates.Select(template => AreaTemplate.File(template, area)),
        .. from kind in Kinds
           from template in OfBusiness
           select AreaTemplate.File(template, kind, area),
    ];
}
