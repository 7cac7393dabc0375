namespace TracedLlm.Export.Backends;

/// <summary>All backends. A new backend is a file with its facts and a row here.</summary>
internal static class BackendTable
{
    /// <summary>The name of the console in <c>TracedLlm:Callbacks</c>, which is no backend.</summary>
    public const string Console = "console";

    public static readonly BackendFacts[] All =
    [
        LangfuseBackend.Otel,
        LangfuseBackend.Native,
        PhoenixBackend.Facts,
        ArizeBackend.Facts,
        LangSmithBackend.Facts,
        GenericOtlpBackend.Facts,
    ];

    /// <summary>Every name that can be configured.</summary>
    public static IEnumerable<string> AllNames => All.SelectMany(backend => backend.Names).Append(Console);

    /// <summary>The backend called <paramref name="name"/>; <see langword="null"/> if there is none.</summary>
    public static BackendFacts? Find(string name) =>
        Array.Find(All, backend => backend.Names.Contains(name, StringComparer.OrdinalIgnoreCase));
}
